import { isIPv6 } from 'node:net';

/**
 * What limits per address count by: an IPv4 address, or the /64 of an IPv6 one, since one household has
 * all of that. `2001:db8::1` and `2001:db8:0:0:a::2` are the same network.
 */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped?.[1]) return mapped[1];
  if (!isIPv6(ip)) return ip;
  const [head = '', tail = ''] = (ip.split('%')[0] ?? '').split('::');
  const left = groups(head);
  const right = groups(tail);
  const all = ip.includes('::')
    ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
    : left;
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/**
 * Whether a host with its port leads to this machine whatever a name server says: a foreign name can be pointed at it
 * (DNS rebinding), these cannot.
 */
export const isLoopbackHost = (host: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(host);

const groups = (text: string): string[] => (text ? text.split(':') : []);

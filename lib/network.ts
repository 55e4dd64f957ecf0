import ipaddr from 'ipaddr.js';

/** Of an IPv6 address the first 64 bits: one household has all of the rest. */
const HOUSEHOLD = 4;

/**
 * What limits per address count by: an IPv4 address, or the /64 of an IPv6 one. `2001:db8::1` and
 * `2001:db8:0:0:a::2` are the same network. What is no address is returned as it is.
 */
export function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  if (!(address instanceof ipaddr.IPv6)) return address.toString();
  return address.parts
    .slice(0, HOUSEHOLD)
    .map((group) => group.toString(16))
    .join(':');
}

/**
 * Whether a host with its port leads to this machine whatever a name server says: a foreign name can be pointed at it
 * (DNS rebinding), these cannot.
 */
export const isLoopbackHost = (host: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(host);

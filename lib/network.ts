import ipaddr from 'ipaddr.js';

/** Groups of an IPv6 address that identify a household (64 bits); one household has all addresses below. */
const HOUSEHOLD = 4;

/**
 * Returns the key by which limits per address count: an IPv4 address, or the /64 of an IPv6 address. `2001:db8::1`
 * and `2001:db8:0:0:a::2` are the same network. Text that is not an address is returned unchanged.
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
 * Returns whether a host (with or without port) always means this machine. A foreign name can be pointed at this
 * machine (DNS rebinding); these names cannot be pointed elsewhere.
 */
export const isLoopbackHost = (host: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(host);

import ipaddr from 'ipaddr.js';

/*
 * Addresses that an organization may make this server call. Whoever sets a URL must not reach the operator's own
 * machine or network with it (server-side request forgery).
 */

/**
 * Returns whether an IP address is one of the public internet: not of this machine, a private network, a link, a
 * cloud's metadata service, a documentation range, or an IPv4 address of these in an IPv6 one.
 */
export function isPublicAddress(ip: string): boolean {
  return ipaddr.isValid(ip) && ipaddr.process(ip).range() === 'unicast';
}

/** Names that never belong to a public server. */
const INTERNAL_NAME =
  /^[^.]+\.?$|\.(?:local|localhost|internal|intranet|lan|home|corp|private|home\.arpa)\.?$/i;

/**
 * Returns why a URL must not be called, as the end of a sentence that begins with the field's name; null when it may.
 * What its host resolves to is checked where the connection is made.
 * @param internalAllowed whether it may be of this machine or network, and plain http
 */
export function outgoingUrlFault(text: string, internalAllowed = false): string | null {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol))
    return 'must be an address such as https://api.example.com/v1';
  if (url.username || url.password) return 'must not have a user or password in it';
  if (url.search || url.hash) return 'must not have a query or a fragment';
  if (internalAllowed) return null;
  if (url.protocol !== 'https:') return 'must begin with https://';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isInternal = ipaddr.isValid(host) ? !isPublicAddress(host) : INTERNAL_NAME.test(host);
  return isInternal ? 'must not be in this server’s own network' : null;
}

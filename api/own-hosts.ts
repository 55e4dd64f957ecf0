import type { Context as KoaContext } from 'koa';
import { isLoopbackHost } from '#lib/network.ts';

/** A host name or IP address with an optional port, as `Host` has it (RFC 9110 §7.2). */
const HOST = /^(?:[a-z0-9._~-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** Whether it can stand in a URL as it is: no user, no path, no space. */
export const isHost = (host: string): boolean => HOST.test(host) && URL.canParse(`http://${host}/`);

/** Whether a host is this server: the public address, or one by which it is reached on this machine or network. */
export const isOwnHost = (http: KoaContext, publicUrl: string, host: string): boolean =>
  host.toLowerCase() === new URL(publicUrl).host || isLocalHost(http, host);

/**
 * Whether an Origin is our own pages'. The Host of a request proves nothing by itself: a name that somebody else
 * points at this machine (DNS rebinding) comes with a Host and an Origin that fit each other.
 */
export const isOwnOrigin = (http: KoaContext, publicUrl: string, origin: string): boolean =>
  origin === new URL(publicUrl).origin ||
  (origin === `${http.protocol}://${http.host}` && isLocalHost(http, http.host));

/** Not by a name that a name server could lead elsewhere: a loopback name, or the address the connection came in at. */
function isLocalHost(http: KoaContext, host: string): boolean {
  if (isLoopbackHost(host)) return true;
  const { localAddress = '', localPort = 0 } = http.socket;
  const address = localAddress.replace(/^::ffff:/, '');
  const local = address.includes(':') ? `[${address}]` : address;
  return host.toLowerCase() === `${local}:${localPort}`;
}

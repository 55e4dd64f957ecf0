import type { Context as KoaContext } from 'koa';
import { isLoopbackHost } from '#lib/network.ts';

/** A host name or IP address with an optional port, as in `Host` (RFC 9110 §7.2). */
const HOST = /^(?:[a-z0-9._~-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** Returns whether a host can be used in a URL unchanged: no user, no path, no space. */
export const isHost = (host: string): boolean => HOST.test(host) && URL.canParse(`http://${host}/`);

/** Returns whether a host is this server: the public host, or a local one by which this machine is reached. */
export const isOwnHost = (http: KoaContext, publicUrl: string, host: string): boolean =>
  host.toLowerCase() === new URL(publicUrl).host || isLocalHost(http, host);

/**
 * Returns whether an Origin is that of our own pages. The Host header alone proves nothing: a foreign name that is
 * pointed at this machine (DNS rebinding) sends a matching Host and Origin.
 */
export const isOwnOrigin = (http: KoaContext, publicUrl: string, origin: string): boolean =>
  origin === new URL(publicUrl).origin ||
  (origin === `${http.protocol}://${http.host}` && isLocalHost(http, http.host));

/** Whether no name server can point this host elsewhere: a loopback name, or the address of the connection. */
function isLocalHost(http: KoaContext, host: string): boolean {
  if (isLoopbackHost(host)) return true;
  const { localAddress = '', localPort = 0 } = http.socket;
  const address = localAddress.replace(/^::ffff:/, '');
  const local = address.includes(':') ? `[${address}]` : address;
  return host.toLowerCase() === `${local}:${localPort}`;
}

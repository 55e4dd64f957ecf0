import type { Context as KoaContext } from 'koa';

/** A host name or IP address with an optional port, as `Host` has it (RFC 9110 §7.2). */
const HOST = /^(?:[a-z0-9._~-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** Whether it can stand in a URL as it is: no user, no path, no space. */
export const isHost = (host: string): boolean => HOST.test(host) && URL.canParse(`http://${host}/`);

/** Whether a host is this server: the public address, or the one the connection came in at. */
export function isOwnHost(http: KoaContext, publicUrl: string, host: string): boolean {
  const { localAddress = '', localPort = 0 } = http.socket;
  const address = localAddress.replace(/^::ffff:/, '');
  const local = address.includes(':') ? `[${address}]` : address;
  return [new URL(publicUrl).host, `${local}:${localPort}`, `localhost:${localPort}`].includes(
    host.toLowerCase(),
  );
}

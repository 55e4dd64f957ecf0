import { isIPv6 } from 'node:net';
import type { Context as KoaContext } from 'koa';
import { LRUCache } from 'lru-cache';
import { isLoopbackHost } from '#lib/network.ts';

/** A host with an optional port, as in `Host` (RFC 9110 §7.2). */
const HOST = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]{1,254}))(?::\d{1,5})?$/i;
/** A label of a host name (RFC 1123 §2.1). Containers' names have underscores. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/** Hosts that were checked: nearly all requests name the same. */
const checked = new LRUCache<string, boolean>({ max: 100 });

/** Returns whether a host can be used in a URL, from a cache. */
export function isHost(host: string): boolean {
  const known = checked.get(host) ?? checkHost(host);
  checked.set(host, known);
  return known;
}

/**
 * Returns whether a host is a host name or an IP address, and can be used in a URL unchanged: no user, no path, no
 * empty label (`..`), and no number that a URL reads as another address (`1`, `0x7f.1`).
 */
function checkHost(host: string): boolean {
  const [, ipv6, name = ''] = HOST.exec(host) ?? [];
  if (!URL.canParse(`http://${host}/`)) return false;
  if (ipv6 !== undefined) return isIPv6(ipv6);
  const labels = name.replace(/\.$/, '').split('.');
  return (
    labels.every((label) => LABEL.test(label)) &&
    new URL(`http://${host}/`).hostname === name.toLowerCase()
  );
}

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

import type { IncomingMessage } from 'node:http';
import { isLoopbackHost } from '#lib/network.ts';

/**
 * Returns whether a web page sent a request to a local receiver; only programs may use it. Browsers add an Origin to
 * requests that may change something, and the Host shows a foreign name that was pointed at this machine.
 */
export const isFromAPage = ({ headers }: IncomingMessage): boolean =>
  headers.origin !== undefined ||
  !isLoopbackHost(headers.host ?? '') ||
  /^(?:cross-site|same-site)$/.test(String(headers['sec-fetch-site'] ?? ''));

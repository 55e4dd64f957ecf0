import type { IncomingMessage } from 'node:http';
import { isLoopbackHost } from '#lib/network.ts';

/**
 * Whether a page in a browser sent a request to a local receiver, which only programs have business with: browsers
 * add an Origin to what may change something, and a name that was pointed at this machine stands in the Host.
 */
export const isFromAPage = ({ headers }: IncomingMessage): boolean =>
  headers.origin !== undefined ||
  !isLoopbackHost(headers.host ?? '') ||
  /^(?:cross-site|same-site)$/.test(String(headers['sec-fetch-site'] ?? ''));

import { createServer, STATUS_CODES, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { newId } from '#lib/ids.ts';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

/**
 * Creates the HTTP server of the app. CONNECT never reaches the app: without a listener, Node closes such a
 * connection without an answer.
 */
export function httpServer(app: RequestListener): Server {
  const server = createServer(app);
  // Longer than a load balancer's own time-out, so that it never uses a connection that we just closed.
  server.keepAliveTimeout = 65_000;
  server.on('connect', (_, socket) => refuseTunnel(socket));
  return server;
}

function refuseTunnel(socket: Duplex): void {
  const status = 405;
  const id = newId();
  const body = JSON.stringify({
    type: 'https://assent.dev/problems/method_not_allowed',
    title: STATUS_CODES[status],
    status,
    detail: 'This server is not a proxy',
    instance: '/',
    request_id: id,
  });
  // The client may already be gone.
  socket.on('error', () => undefined);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Allow: ${METHODS}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'X-Content-Type-Options: nosniff',
      `X-Request-Id: ${id}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

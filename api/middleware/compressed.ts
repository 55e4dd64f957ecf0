import { Readable } from 'node:stream';
import compress from 'koa-compress';
import type { Context as KoaContext, Middleware } from 'koa';

/** Smaller answers are not compressed: they would not become shorter. In bytes. */
const THRESHOLD = 1024;

/**
 * Compresses text while it is sent, with Brotli or gzip, as the client accepts. Skips content that is already
 * compressed, and answers marked by `sendAsItIs`. A HEAD gets the headers of a GET.
 */
export function compressed(): Middleware {
  const press = compress({
    threshold: THRESHOLD,
    encodingPreference: ['br', 'gzip', 'identity'],
    zstd: false,
    deflate: false,
  });
  return async (http, next) => {
    let source: unknown;
    await press(asGet(http), async () => {
      await next();
      source = http.body;
      // A client that refuses every coding, even `identity`, gets the answer uncompressed (RFC 9110 §12.5.3); the
      // library would throw.
      if (!http.acceptsEncodings('br', 'gzip', 'identity')) http['compress'] = false;
    });
    const sent: unknown = http.body;
    if (sent !== source && source instanceof Readable && sent instanceof Readable) {
      // Otherwise an error half-way would leave the client waiting, or make the answer look complete.
      source.once('error', (error) => sent.destroy(error));
      if (source.errored) sent.destroy(source.errored);
    }
  };
}

/** Presents a HEAD as a GET: the library skips HEAD, so its headers would differ from the GET's. */
const asGet = (http: KoaContext): KoaContext =>
  http.method === 'HEAD'
    ? Object.create(http, {
        request: { value: Object.create(http.request, { method: { value: 'GET' } }) },
      })
    : http;

/**
 * Sends this answer uncompressed. The size of a compressed answer reveals its content to an attacker who can have
 * parts of it repeated and measure its length (BREACH). For answers with a secret.
 */
export function sendAsItIs(http: KoaContext): void {
  http['compress'] = false;
}

import { Readable } from 'node:stream';
import compress from 'koa-compress';
import type { Context as KoaContext, Middleware } from 'koa';

/** Fewer bytes are not worth the header, in bytes. */
const THRESHOLD = 1024;

/**
 * Compresses text while it is sent, by what the client takes: Brotli, else gzip. Not what is compressed already, and
 * not what somebody marked by `sendAsItIs`. A HEAD has the headers of a GET.
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
      // Who refuses every coding, `identity` too, gets it as it is (RFC 9110 §12.5.3); the library would fail.
      if (!http.acceptsEncodings('br', 'gzip', 'identity')) http['compress'] = false;
    });
    const sent: unknown = http.body;
    if (sent !== source && source instanceof Readable && sent instanceof Readable) {
      // Else what fails half way would leave the client waiting for the rest, or look whole to it.
      source.once('error', (error) => sent.destroy(error));
      if (source.errored) sent.destroy(source.errored);
    }
  };
}

/** The library leaves a HEAD alone, which would then describe another answer than the GET gets. */
const asGet = (http: KoaContext): KoaContext =>
  http.method === 'HEAD'
    ? Object.create(http, {
        request: { value: Object.create(http.request, { method: { value: 'GET' } }) },
      })
    : http;

/**
 * An answer that is not compressed: its size would tell what is in it to whoever can have some of it repeated and see
 * how long it gets (BREACH). For answers with a secret.
 */
export function sendAsItIs(http: KoaContext): void {
  http['compress'] = false;
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { fail } from './answers.ts';
import { unchunked } from './aws-chunked.ts';
import { answerObject, listObjects } from './objects.ts';
import type { Bucket } from './store.ts';
import { signatureFault, type Keys } from './verify-sigv4.ts';

/**
 * Simulates S3 with one bucket, by path, in memory: checks signatures (SigV4), supports multipart uploads, and fails
 * on demand.
 */
export function createObjectStore(options: { bucket: string; keys: Keys }) {
  const bucket: Bucket = {
    objects: new Map(),
    uploads: new Map(),
    trouble: { slowDown: 0, cut: 0, cutBody: 0 },
  };
  const seen: string[] = [];
  const server = createServer((req, res) => {
    seen.push(wasAsked(req));
    answer(bucket, options, req, res).catch(() => fail(res, 500, 'InternalError'));
  });
  return {
    ...bucket,
    /** Method, path and parameter names of the requests, in order. */
    seen,
    listen: (port = 0): Promise<string> =>
      new Promise((done) => {
        server.listen(port, '127.0.0.1', () => {
          const address = server.address();
          done(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`);
        });
      }),
    close: (): void => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const urlOf = (req: IncomingMessage): URL => new URL(req.url ?? '/', 'http://store');

function wasAsked(req: IncomingMessage): string {
  const { pathname, searchParams } = urlOf(req);
  const names = [...searchParams.keys()].join('&');
  return `${req.method} ${pathname}${names ? `?${names}` : ''}`;
}

async function answer(
  bucket: Bucket,
  options: { bucket: string; keys: Keys },
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { trouble } = bucket;
  const url = urlOf(req);
  const raw = await buffer(req);
  if (trouble.cut > 0) {
    trouble.cut--;
    req.socket.destroy();
    return;
  }
  if (trouble.slowDown > 0) {
    trouble.slowDown--;
    return fail(res, 503, 'SlowDown');
  }
  const fault = await signatureFault(req, raw, options.keys);
  if (fault) return fail(res, 403, fault);
  const [, name = '', ...rest] = url.pathname.split('/');
  if (name !== options.bucket) return fail(res, 404, 'NoSuchBucket');
  const content = unchunked(req.headers, raw);
  if (content === null) return fail(res, 400, 'IncompleteBody');
  const key = decodeURIComponent(rest.join('/'));
  const lockedUntil = String(req.headers['x-amz-object-lock-retain-until-date'] ?? '') || null;
  const query = url.searchParams;
  if (key) return answerObject(bucket, { key, query, content, lockedUntil }, req, res);
  if (req.method === 'HEAD') res.end();
  else listObjects(bucket.objects, query, res);
}

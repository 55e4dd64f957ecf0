import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { unchunked } from './aws-chunked.ts';
import { signatureFault, type Keys } from './verify-sigv4.ts';

type Stored = { content: Buffer; lockedUntil: string | null };

/** What goes wrong, and how often: the next requests meet it. */
type Trouble = { slowDown: number; cut: number; cutBody: number };

/**
 * Stands in for S3, one bucket, by path: signatures (SigV4) are checked, uploads in parts work, and it misbehaves
 * when told to. In memory; for development and tests.
 */
export function createObjectStore(options: { bucket: string; keys: Keys }) {
  const objects = new Map<string, Stored>();
  const uploads = new Map<
    string,
    { key: string; parts: Map<number, Buffer>; locked: string | null }
  >();
  const trouble: Trouble = { slowDown: 0, cut: 0, cutBody: 0 };
  const seen: string[] = [];

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const url = new URL(req.url ?? '/', 'http://store');
    seen.push(
      `${req.method} ${url.pathname}${url.search ? '?' + [...url.searchParams.keys()].join('&') : ''}`,
    );
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
    const [, bucket = '', ...rest] = url.pathname.split('/');
    if (bucket !== options.bucket) return fail(res, 404, 'NoSuchBucket');
    const key = decodeURIComponent(rest.join('/'));
    const content = unchunked(req.headers, raw);
    if (content === null) return fail(res, 400, 'IncompleteBody');
    if (!key) return req.method === 'HEAD' ? void res.end() : list(res, url.searchParams);
    return objectOf(req, res, { key, query: url.searchParams, content });
  };

  const objectOf = (
    req: IncomingMessage,
    res: ServerResponse,
    { key, query, content }: { key: string; query: URLSearchParams; content: Buffer },
  ): void => {
    const locked = String(req.headers['x-amz-object-lock-retain-until-date'] ?? '') || null;
    const uploadId = query.get('uploadId');
    const upload = uploadId === null ? undefined : uploads.get(uploadId);
    if (uploadId !== null && !upload) return fail(res, 404, 'NoSuchUpload');
    if (req.method === 'POST' && query.has('uploads')) {
      const id = randomBytes(8).toString('hex');
      uploads.set(id, { key, parts: new Map(), locked });
      return xml(
        res,
        `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
      );
    }
    if (upload && uploadId !== null) {
      if (req.method === 'PUT') {
        upload.parts.set(Number(query.get('partNumber')), content);
        return void res.setHeader('etag', etag(content)).end();
      }
      uploads.delete(uploadId);
      if (req.method === 'POST') {
        const parts = [...upload.parts].toSorted(([a], [b]) => a - b).map(([, part]) => part);
        objects.set(key, { content: Buffer.concat(parts), lockedUntil: upload.locked });
        return xml(res, '<CompleteMultipartUploadResult></CompleteMultipartUploadResult>');
      }
      return void res.writeHead(204).end();
    }
    if (req.method === 'PUT') {
      objects.set(key, { content, lockedUntil: locked });
      return void res.setHeader('etag', etag(content)).end();
    }
    if (req.method === 'DELETE') {
      objects.delete(key);
      return void res.writeHead(204).end();
    }
    const found = objects.get(key);
    if (!found) return fail(res, 404, 'NoSuchKey');
    res.setHeader('content-length', found.content.length);
    if (req.method === 'HEAD') return void res.end();
    if (trouble.cutBody > 0) {
      trouble.cutBody--;
      const half = found.content.subarray(0, Math.floor(found.content.length / 2));
      res.write(half, () => req.socket.destroy());
      return;
    }
    res.end(found.content);
  };

  const list = (res: ServerResponse, query: URLSearchParams): void => {
    const most = Number(query.get('max-keys') ?? 1000);
    const after = query.get('continuation-token') ?? '';
    const prefix = query.get('prefix') ?? '';
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const shown = keys.slice(0, Math.min(most, PAGE));
    const more = keys.length > shown.length;
    xml(
      res,
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${
        more ? `<NextContinuationToken>${escape(shown.at(-1) ?? '')}</NextContinuationToken>` : ''
      }${shown.map((key) => `<Contents><Key>${escape(key)}</Key></Contents>`).join('')}</ListBucketResult>`,
    );
  };

  const server = createServer((req, res) => {
    answer(req, res).catch(() => fail(res, 500, 'InternalError'));
  });
  return {
    objects,
    /** Uploads in parts that were neither completed nor aborted. */
    uploads,
    trouble,
    /** Method, path and names of parameters of what was asked, in order. */
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

/** Small, so that listing goes on over pages in tests too. */
const PAGE = 10;
const etag = (content: Buffer): string => `"${createHash('md5').update(content).digest('hex')}"`;
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function xml(res: ServerResponse, body: string): void {
  res.setHeader('content-type', 'application/xml').end(`<?xml version="1.0"?>${body}`);
}

function fail(res: ServerResponse, status: number, code: string): void {
  res.writeHead(status, { 'content-type': 'application/xml' });
  res.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

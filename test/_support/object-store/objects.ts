import type { IncomingMessage, ServerResponse } from 'node:http';
import { escape, fail, xml } from './answers.ts';
import { etag, type Asked, type Bucket, type Trouble } from './store.ts';
import { answerUpload } from './uploads.ts';

export function answerObject(
  bucket: Bucket,
  asked: Asked,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  const { objects } = bucket;
  const { key, query, content, lockedUntil } = asked;
  if (query.has('uploads') || query.has('uploadId')) return answerUpload(bucket, asked, req, res);
  switch (req.method) {
    case 'PUT':
      objects.set(key, { content, lockedUntil });
      res.setHeader('etag', etag(content)).end();
      return;
    case 'DELETE':
      objects.delete(key);
      res.writeHead(204).end();
      return;
  }
  const found = objects.get(key);
  if (!found) return fail(res, 404, 'NoSuchKey');
  res.setHeader('content-length', found.content.length);
  if (req.method === 'HEAD') res.end();
  else sendContent(bucket.trouble, found.content, req, res);
}

function sendContent(
  trouble: Trouble,
  content: Buffer,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  if (trouble.cutBody === 0) return void res.end(content);
  trouble.cutBody--;
  res.write(content.subarray(0, Math.floor(content.length / 2)), () => req.socket.destroy());
}

/** Small, so that tests also cover the paging of lists. */
const PAGE = 10;

export function listObjects(
  objects: Bucket['objects'],
  query: URLSearchParams,
  res: ServerResponse,
): void {
  const most = Number(query.get('max-keys') ?? 1000);
  const after = query.get('continuation-token') ?? '';
  const prefix = query.get('prefix') ?? '';
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const shown = keys.slice(0, Math.min(most, PAGE));
  const more = keys.length > shown.length;
  const next = escape(shown.at(-1) ?? '');
  xml(
    res,
    `<ListBucketResult><IsTruncated>${more}</IsTruncated>${
      more ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''
    }${shown.map((key) => `<Contents><Key>${escape(key)}</Key></Contents>`).join('')}</ListBucketResult>`,
  );
}

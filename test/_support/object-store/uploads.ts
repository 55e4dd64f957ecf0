import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail, xml } from './answers.ts';
import { etag, type Asked, type Bucket } from './store.ts';

/** Begins, extends, completes or aborts a multipart upload. */
export function answerUpload(
  { objects, uploads }: Bucket,
  { key, query, content, lockedUntil }: Asked,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  if (req.method === 'POST' && query.has('uploads')) {
    const id = randomBytes(8).toString('hex');
    uploads.set(id, { key, parts: new Map(), lockedUntil });
    return xml(res, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`); // prettier-ignore
  }
  const id = query.get('uploadId') ?? '';
  const upload = uploads.get(id);
  if (!upload) return fail(res, 404, 'NoSuchUpload');
  if (req.method === 'PUT') {
    upload.parts.set(Number(query.get('partNumber')), content);
    res.setHeader('etag', etag(content)).end();
    return;
  }
  uploads.delete(id);
  if (req.method === 'DELETE') {
    res.writeHead(204).end();
    return;
  }
  const parts = [...upload.parts].toSorted(([a], [b]) => a - b).map(([, part]) => part);
  objects.set(key, { content: Buffer.concat(parts), lockedUntil: upload.lockedUntil });
  xml(res, '<CompleteMultipartUploadResult></CompleteMultipartUploadResult>');
}

import type { IncomingHttpHeaders } from 'node:http';

/**
 * Returns the content of a body in S3's chunked format (`aws-chunked`), which has a checksum after the last chunk.
 * @returns null when it ends early
 */
export function unchunked(headers: IncomingHttpHeaders, body: Buffer): Buffer | null {
  if (!String(headers['content-encoding'] ?? '').includes('aws-chunked')) return body;
  const pieces: Buffer[] = [];
  for (let at = 0; ;) {
    const end = body.indexOf('\r\n', at);
    if (end < 0) return null;
    const size = Number.parseInt(body.subarray(at, end).toString(), 16);
    if (Number.isNaN(size)) return null;
    if (size === 0) return Buffer.concat(pieces);
    const start = end + 2;
    if (start + size > body.length) return null;
    pieces.push(body.subarray(start, start + size));
    at = start + size + 2;
  }
}

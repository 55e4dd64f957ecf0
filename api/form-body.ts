import type { IncomingMessage } from 'node:http';
import { Busboy } from '@fastify/busboy';
import { AppError } from '#lib/errors.ts';
import { bodyBytes } from './body-bytes.ts';

/** Size limit of a form from somebody who is not signed in, in bytes. */
export const PUBLIC_FORM = 64 * 1024;
/** Most fields of a form. The widest form maps the columns of a file, of which there are at most 200. */
export const MOST_FIELDS = 1_000;

/**
 * Reads a form, urlencoded or multipart; an empty body is an empty form. Files are skipped: pages that take a file
 * read it as a stream (upload-once.ts).
 * @param limit in bytes
 * @throws {AppError} too_large, malformed, unsupported_media_type
 */
export async function formBody(req: IncomingMessage, limit: number): Promise<FormData> {
  const type = req.headers['content-type'] ?? '';
  const multipart = /^multipart\/form-data *;/i.test(type);
  if (type && !multipart && !/^application\/x-www-form-urlencoded *(;|$)/i.test(type)) {
    throw new AppError('unsupported_media_type', 'Send application/x-www-form-urlencoded');
  }
  const bytes = await bodyBytes(req, limit);
  const form = new FormData();
  const fields = multipart ? await parts(bytes, type) : urlencoded(bytes);
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

/**
 * Parses the fields of `a=1&b=2` in order.
 * @throws {AppError} too_large
 */
export function urlencoded(bytes: Buffer, most = MOST_FIELDS): URLSearchParams {
  let fields = 1;
  for (let at = bytes.indexOf('&'); at >= 0; at = bytes.indexOf('&', at + 1)) {
    if (++fields > most) throw tooMany(most);
  }
  return new URLSearchParams(bytes.toString('utf8'));
}

const tooMany = (most: number): AppError =>
  new AppError('too_large', `The form has more than ${most} fields`);

const malformed = (cause: unknown): AppError =>
  new AppError('malformed', 'The multipart body cannot be read', { cause });

function parts(bytes: Buffer, type: string): Promise<[string, string][]> {
  return new Promise((done, fail) => {
    const fields: [string, string][] = [];
    try {
      const limits = { parts: MOST_FIELDS, fieldSize: bytes.length, headerPairs: 20 };
      const parser = new Busboy({ headers: { 'content-type': type }, limits });
      parser.on('field', (name, value) => fields.push([String(name), String(value)]));
      parser.on('file', (_, stream) => {
        stream.on('error', () => undefined);
        stream.resume();
      });
      parser.on('partsLimit', () => fail(tooMany(MOST_FIELDS)));
      parser.on('error', (cause) => fail(malformed(cause)));
      parser.on('finish', () => done(fields));
      parser.end(bytes);
    } catch (cause) {
      fail(malformed(cause));
    }
  });
}

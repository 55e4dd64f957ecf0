import type { IncomingMessage } from 'node:http';
import getRawBody from 'raw-body';
import { AppError } from '#lib/errors.ts';

/** Largest form body, in bytes; a text of ten segments is well below. */
const FORM_LIMIT = 64 * 1024;

/**
 * Reads an application/x-www-form-urlencoded body.
 * @throws AppError too_large, unsupported_media_type
 */
export async function formBody(req: IncomingMessage): Promise<Record<string, string>> {
  const type = (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    throw new AppError('unsupported_media_type', 'Send application/x-www-form-urlencoded');
  }
  const bytes = await getRawBody(req, { limit: FORM_LIMIT });
  return Object.fromEntries(new URLSearchParams(bytes.toString('utf8')));
}

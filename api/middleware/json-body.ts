import type { IncomingMessage } from 'node:http';
import { AppError } from '#lib/errors.ts';
import { bodyBytes } from '../body-bytes.ts';
import { parseJson } from '../parse-json.ts';

/** Size limit of a JSON body, in bytes. Files use multipart. */
export const JSON_LIMIT = 1024 * 1024;

/**
 * Reads a JSON body; returns undefined when there is none.
 * @param limit in bytes
 * @throws {AppError} malformed (not UTF-8, not JSON), too_large, unsupported_media_type
 */
export async function jsonBody(req: IncomingMessage, limit = JSON_LIMIT): Promise<unknown> {
  const bytes = await bodyBytes(req, limit);
  if (!bytes.length) return undefined;
  const type = (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== 'application/json' && !type.endsWith('+json')) {
    throw new AppError('unsupported_media_type', 'Send JSON with Content-Type: application/json');
  }
  return parseJson(bytes);
}

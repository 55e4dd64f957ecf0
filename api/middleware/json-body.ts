import type { IncomingMessage } from 'node:http';
import getRawBody from 'raw-body';
import { AppError } from '#lib/errors.ts';

/** Largest JSON body, in bytes. Files go through multipart. */
export const JSON_LIMIT = 1024 * 1024;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Reads a JSON body; undefined when there is none.
 * @throws AppError malformed (not UTF-8, not JSON), too_large, unsupported_media_type
 */
export async function jsonBody(req: IncomingMessage): Promise<unknown> {
  const bytes = await getRawBody(req, { limit: JSON_LIMIT });
  if (!bytes.length) return undefined;
  const type = (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== 'application/json' && !type.endsWith('+json')) {
    throw new AppError('unsupported_media_type', 'Send JSON with Content-Type: application/json');
  }
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (cause) {
    throw new AppError('malformed', 'The body is not valid UTF-8', { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('malformed', 'The body is not valid JSON', { cause });
  }
}

import type { IncomingMessage } from 'node:http';
import { AppError } from '#lib/errors.ts';
import { bodyBytes } from '../body-bytes.ts';

/** Largest JSON body, in bytes. Files go through multipart. */
export const JSON_LIMIT = 1024 * 1024;

/** Deepest nesting of a JSON body. */
const MAX_DEPTH = 64;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Reads a JSON body; undefined when there is none.
 * @throws AppError malformed (not UTF-8, not JSON), too_large, unsupported_media_type
 */
export async function jsonBody(req: IncomingMessage): Promise<unknown> {
  const bytes = await bodyBytes(req, JSON_LIMIT);
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
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('malformed', 'The body is not valid JSON', { cause });
  }
  if (deeperThan(value, MAX_DEPTH)) {
    throw new AppError('malformed', `The body is nested more than ${MAX_DEPTH} levels deep`);
  }
  return value;
}

/** Level by level, not recursively: JSON.parse takes 200,000 levels, the stack of what comes after does not. */
function deeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((inner) =>
      typeof inner === 'object' && inner !== null ? Object.values(inner) : [],
    );
  }
  return false;
}

import type { IncomingMessage } from 'node:http';
import getRawBody from 'raw-body';
import { AppError } from '#lib/errors.ts';

/**
 * Reads a request body. The rest of a body that is too large is drained, because a client that is still writing would
 * miss the answer.
 * @param limit in bytes
 * @throws {AppError} too_large, malformed (cut short)
 */
export async function bodyBytes(req: IncomingMessage, limit: number): Promise<Buffer> {
  return getRawBody(req, { limit }).catch((cause: unknown) => {
    req.resume();
    const tooLarge = cause instanceof Error && 'type' in cause && cause.type === 'entity.too.large';
    throw tooLarge
      ? new AppError('too_large', `The body is larger than ${limit} bytes`, { cause })
      : new AppError('malformed', 'The body ends too early', { cause });
  });
}

import type { IncomingMessage } from 'node:http';
import getRawBody from 'raw-body';

/**
 * A body as it came. One that is too large flows away unread: a client that is still writing would miss the
 * answer.
 * @param limit in bytes
 * @throws what becomes 413, or 400 for a body cut short
 */
export async function bodyBytes(req: IncomingMessage, limit: number): Promise<Buffer> {
  return getRawBody(req, { limit }).catch((error: unknown) => {
    req.resume();
    throw error;
  });
}

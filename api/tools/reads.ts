import { hasSecrets } from '#domain/idempotency/secrets.ts';
import type { Operation } from '../operation.ts';

/**
 * Returns whether an operation only reads: a GET, or a POST whose answer depends on a body that may not stand in a
 * query (searches, previews), which needs only a right to read and creates nothing to be repeated safely. An answer
 * that grants access to anybody who has it, such as the link of a download, is more than reading.
 */
export const onlyReads = (op: Operation): boolean =>
  Boolean(op.output) &&
  !hasSecrets(op.output) &&
  (op.method === 'get' ||
    (op.method === 'post' && !op.idempotent && Boolean(op.permission?.endsWith(':read'))));

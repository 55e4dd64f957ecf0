import type { Context } from '#domain/context.ts';
import type { Permission } from '#domain/permissions.ts';
import { AppError } from '#lib/errors.ts';

/** How long a reader's rights are believed while an answer is being sent, in milliseconds. */
const BELIEVED_MS = 1_000;

/**
 * Passes on the parts of a stream or a download as long as its reader may have them: a member may be removed, a key
 * deleted, or an organization suspended meanwhile.
 * @param needed the permissions that the operation needs
 * @throws {AppError} forbidden, instead of the first part that they may not have any more
 */
export async function* whileAllowed<T>(
  ctx: Context,
  needed: readonly Permission[],
  parts: AsyncIterable<T>,
  believedMs = BELIEVED_MS,
): AsyncGenerator<T, void> {
  let looked = performance.now();
  for await (const part of parts) {
    if (ctx.rightsNow && performance.now() - looked >= believedMs) {
      const rights = await ctx.rightsNow();
      if (!rights || !needed.every((one) => rights.has(one))) {
        throw new AppError('forbidden', 'You may not read this any more');
      }
      looked = performance.now();
    }
    yield part;
  }
}

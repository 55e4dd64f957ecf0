import type { Context, Services } from '#domain/context.ts';
import { advanceErasure } from '#domain/privacy/erasure/advance.ts';
import { requestErasure } from '#domain/privacy/erasure/request.ts';
import type { ErasureMeans } from '#domain/privacy/erasure/step.ts';
import { found, type Canaries } from './canaries.ts';
import { decryptEverything } from './decrypt-everything.ts';

/** Returns which values of a person can still be read in the database by a holder of the keys. */
export async function leftOf(services: Services, ctx: Context, who: Canaries): Promise<string[]> {
  const opened = await decryptEverything(services, ctx);
  return opened.flatMap(({ where, text }) =>
    // A value that could not be decrypted was not searched.
    text.startsWith('(does not open')
      ? [text]
      : found(who, text).map((what) => `${where}: ${what}`),
  );
}

/** Does a worker's steps until the erasure has ended. */
export async function carryOut(
  services: Services,
  ctx: Context,
  id: string,
  means: ErasureMeans = {},
): Promise<void> {
  for (let waitMs = 1; waitMs > 0;) {
    ({ waitMs } = await advanceErasure(services, ctx, id, means));
  }
}

/**
 * Erases a contact.
 * @returns the erasure's id
 */
export async function erase(services: Services, ctx: Context, contactId: string): Promise<string> {
  const { id } = await requestErasure(services, ctx, { contact_id: contactId, dry_run: false });
  await carryOut(services, ctx, id);
  return id;
}

import { Verification } from '#models/verification.ts';
import type { Context, Services } from '../context.ts';

/**
 * Returns the provider's id of the text that went to an erased person whose code ended unproven: the last copy of the
 * number. Null when there is none, or it is already deleted.
 */
export const unprovenCopy = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<string | null> =>
  services.db.withTenant(ctx, async (trx) => {
    const found = await Verification.query(trx)
      .findOne({ id, channel: 'sms' })
      .whereNotIn('status', ['pending', 'approved'])
      // Set by endVerification, or by an erasure that could not ask the provider.
      .whereRaw('address_bidx = sha256(uuid_send(id))');
    return found?.provider_message_id ?? null;
  });

/** Records that the provider has deleted its copy. */
export const forgotCopy = (services: Services, ctx: Context, id: string): Promise<unknown> =>
  services.db.withTenant(ctx, async (trx) =>
    Verification.query(trx).where({ id }).patch({ provider_message_id: null }),
  );

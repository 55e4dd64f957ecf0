import { Verification } from '#models/verification.ts';
import type { Context, Services } from '../context.ts';

/**
 * The text that went to an address of somebody erased whose code has ended unproven, by the provider's id: the last
 * copy of their number. Null when there is none, or none any more.
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
      // Emptied by endVerification, or by an erasure that could not ask the provider.
      .whereRaw('address_bidx = sha256(uuid_send(id))');
    return found?.provider_message_id ?? null;
  });

/** The provider has deleted it. */
export const forgotCopy = (services: Services, ctx: Context, id: string): Promise<unknown> =>
  services.db.withTenant(ctx, async (trx) =>
    Verification.query(trx).where({ id }).patch({ provider_message_id: null }),
  );

import type { Trx } from '#lib/db.ts';
import { Consent } from '#models/consent.ts';
import type { Verification } from '#models/verification.ts';
import { recordAudit } from '../../audit/record.ts';
import { systemContext, type Context } from '../../context.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { inForce } from '../../suppressions/blocked.ts';
import { signalWaiting } from './signal-waiting.ts';
import { recordEvents } from '../record/record-event.ts';

/**
 * Lifts the block of an address whose owner had opted out and has now proved a new opt-in of their own. The block covered
 * every purpose, so what they did not ask for again is withdrawn. Other blocks stay.
 * @param granted the consents that the proof granted
 */
export async function liftOptOut(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  { channel, address_bidx }: Pick<Verification, 'channel' | 'address_bidx'>,
  granted: readonly Consent[],
): Promise<void> {
  const [lifted]: { id: string }[] = await trx('suppressions as s')
    .where({ 's.channel': channel, 's.address_bidx': address_bidx, 's.reason': 'opt_out' })
    .whereRaw(inForce('s'))
    .delete()
    .returning('s.id');
  if (!lifted) return;
  const rest = await Consent.query(trx)
    .where({ channel, address_bidx, state: 'granted' })
    .whereNotIn(
      'id',
      granted.map((consent) => consent.id),
    )
    .orderBy('id')
    .forUpdate();
  await recordEvents(
    trx,
    systemContext(ctx.tenantId, ctx.requestId),
    keys,
    rest.map((consent) => ({
      consent,
      act: { action: 'withdraw', source: 'system' },
      facts: { source: 'system' },
    })),
  );
  await signalWaiting(trx, ctx, rest);
  await recordAudit(trx, ctx, {
    action: 'suppression.deleted',
    entityType: 'suppression',
    entityId: lifted.id,
    detail: { channel, reason: 'opt_out', by: 'proven_opt_in' },
  });
}

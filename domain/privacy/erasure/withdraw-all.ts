import type { Trx } from '#lib/db.ts';
import { Consent } from '#models/consent.ts';
import { recordEvents } from '../../consent/record/record-event.ts';
import { signalWaiting } from '../../consent/ask/signal-waiting.ts';
import { recordAudits } from '../../audit/record.ts';
import { newId } from '#lib/ids.ts';
import { bidxs } from '../subject.ts';
import { tally, type Erasing } from './step.ts';

/**
 * Withdraws every consent of the person's addresses and blocks them, in one transaction. This is the first step of an
 * erasure and runs also under a legal hold. From its commit on nothing is sent, no import or request can bring them
 * back, and no code of a pending opt-in proves anything: its process ends it at its normal time.
 */
export async function withdrawAll(one: Erasing): Promise<void> {
  const { services, ctx, subject } = one;
  const keys = await services.keyring.keys(ctx);
  await services.db.withTenant(ctx, async (trx) => {
    // First the codes, then the consents: the order in which a check locks them.
    await trx('verifications')
      .whereRaw('address_bidx = any(?::bytea[])', [bidxs(subject)])
      .where({ status: 'pending', purpose: 'opt_in' })
      .where('expires_at', '>', trx.fn.now())
      .update({ code_hmac: null, expires_at: trx.fn.now() });
    const consents = await Consent.query(trx)
      .whereRaw('address_bidx = any(?::bytea[])', [bidxs(subject)])
      .whereNot({ state: 'withdrawn' })
      .orderBy('id')
      .forUpdate();
    const recorded = await recordEvents(
      trx,
      ctx,
      keys,
      consents.map((consent) => ({
        consent,
        act: { action: 'withdraw', source: 'erasure' },
        facts: { source: 'erasure' },
      })),
    );
    await tally(trx, one, { consents_withdrawn: recorded.length });
    await block(trx, one);
    await signalWaiting(trx, ctx, consents);
  });
}

/** Blocks the addresses: only a keyed hash of each remains. */
async function block(trx: Trx, { ctx, subject }: Erasing): Promise<void> {
  if (!subject.addresses.length) return;
  const blocked: { id: string; channel: string }[] = await trx('suppressions')
    .insert(
      subject.addresses.map((address) => ({
        tenant_id: ctx.tenantId,
        id: newId(),
        channel: address.channel,
        address_bidx: Buffer.from(address.suppression_hash, 'hex'),
        reason: 'erasure',
      })),
    )
    .onConflict(['tenant_id', 'channel', 'address_bidx'])
    .ignore()
    .returning(['id', 'channel']);
  await recordAudits(
    trx,
    ctx,
    blocked.map(({ id, channel }) => ({
      action: 'suppression.created',
      entityType: 'suppression',
      entityId: id,
      detail: { channel, reason: 'erasure' },
    })),
  );
}

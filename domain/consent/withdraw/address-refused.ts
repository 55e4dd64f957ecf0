import type { Trx } from '#lib/db.ts';
import { Consent } from '#models/consent.ts';
import { personAt } from '../../addresses/by-channel.ts';
import type { Context } from '../../context.ts';
import { blindIndex, type TenantKeys } from '../../keyring/keyring.ts';
import { recordEvents } from '../record/record-event.ts';
import { suppress } from '../../suppressions/suppress.ts';
import { signalWaiting } from '../ask/signal-waiting.ts';
import { withdraw } from './withdraw.ts';

/** Feedback from a provider about an address. `address` is normalised; `evidence` has ids and codes only. */
export type Refused = {
  channel: 'sms' | 'email';
  address: string;
  reason: 'provider_block' | 'hard_bounce' | 'complaint';
  evidence: Record<string, string>;
};

/**
 * Blocks the address and records the reason in the history of its consents:
 * - provider_block: the person texted STOP to the provider (Twilio 21610). Everything is withdrawn.
 * - complaint: a spam report. All marketing is withdrawn; the block covers the rest.
 * - hard_bounce: the address does not exist. Consent expires, so that it does not pass to the next owner of the
 *   address.
 *
 * The recorded actor is the provider, also where a worker of ours received the error at the hand-over.
 */
export async function addressRefused(
  trx: Trx,
  worker: Context,
  keys: TenantKeys,
  refused: Refused,
): Promise<void> {
  const ctx: Context =
    worker.actor.type === 'provider'
      ? worker
      : { ...worker, actor: { type: 'provider', id: null } };
  const { channel, address, reason, evidence } = refused;
  await suppress(trx, ctx, keys, { channel, address, reason });
  if (reason === 'hard_bounce') return expire(trx, ctx, keys, refused);
  await withdraw(trx, ctx, keys, {
    ...personAt(channel, address),
    channel,
    ...(reason === 'complaint' ? { category: 'marketing' } : {}),
    source: reason === 'complaint' ? 'complaint' : 'keyword',
    evidence: { ...evidence },
  });
}

async function expire(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  { channel, address, evidence }: Refused,
): Promise<void> {
  const granted = await Consent.query(trx)
    .where({ channel, address_bidx: blindIndex(keys, channel, address), state: 'granted' })
    .orderBy('id')
    .forUpdate();
  await recordEvents(
    trx,
    ctx,
    keys,
    granted.map((consent) => ({
      consent,
      act: { action: 'expire' },
      facts: { source: 'bounce', evidence: { ...evidence } },
    })),
  );
  await signalWaiting(trx, ctx, granted);
}

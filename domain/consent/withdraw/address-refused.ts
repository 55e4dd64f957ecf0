import type { Trx } from '#lib/db.ts';
import { Consent } from '#models/consent.ts';
import { personAt } from '../../addresses/by-channel.ts';
import type { Context } from '../../context.ts';
import { blindIndex, type TenantKeys } from '../../keyring/keyring.ts';
import { recordEvents } from '../record/record-event.ts';
import { suppress } from '../../suppressions/suppress.ts';
import { tellWaiting } from '../ask/waiting.ts';
import { withdraw } from './withdraw.ts';

/** What the other side of an address has said. `address` is normalised; `evidence` ids and codes. */
export type Refused = {
  channel: 'sms' | 'email';
  address: string;
  reason: 'provider_block' | 'hard_bounce' | 'complaint';
  evidence: Record<string, string>;
};

/**
 * Blocks the address, and says so in the history of its consents:
 * - provider_block: the person texted STOP and the provider knows (Twilio 21610): everything is withdrawn.
 * - complaint: "this is spam" withdraws all marketing; the block covers the rest.
 * - hard_bounce: nobody is there. Consent does not pass to whoever gets the address next, so it ends.
 * The provider is who said so, also where a worker of ours heard it at the hand-over.
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
  await tellWaiting(trx, ctx, granted);
}

import type { Trx } from '#lib/db.ts';
import { addressRefused } from '../consent/withdraw/address-refused.ts';
import type { Context } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { blockOf, codeOf, type HandOver } from './rules.ts';

/** A hand-over that was tried. */
export type Tried = {
  id: string;
  channel: 'sms' | 'email';
  address: string;
  handOver: HandOver;
};

/** Blocks the addresses that hand-overs have found to be gone, or whose people have opted out at the provider. */
export async function blockRefused(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  tried: readonly Tried[],
): Promise<void> {
  for (const { id, channel, address, handOver } of tried) {
    const reason = blockOf(handOver);
    if (!reason) continue;
    const evidence = { code: codeOf(handOver), message_id: id };
    await addressRefused(trx, ctx, keys, { channel, address, reason, evidence });
  }
}

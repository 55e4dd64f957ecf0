import type { Trx } from '#lib/db.ts';
import { addressRefused } from '../consent/withdraw/address-refused.ts';
import type { Context } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { blockOf, codeOf, type HandOver } from './rules.ts';
import { countTexts } from './text-price.ts';

/** A hand-over that was tried. `text`: the content of a text message. */
export type Tried = {
  id: string;
  channel: 'sms' | 'email';
  address: string;
  text: string | null;
  handOver: HandOver;
};

/**
 * Applies the consequences of hand-overs besides the status of their messages: the cost of texts, and blocked
 * addresses.
 */
export async function afterHandOvers(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  tried: readonly Tried[],
): Promise<void> {
  await countTexts(
    trx,
    tried.flatMap(({ id, address, text, handOver }) =>
      text === null ? [] : [{ id, to: address, text, handOver }],
    ),
  );
  for (const { id, channel, address, handOver } of tried) {
    const reason = blockOf(handOver);
    if (!reason) continue;
    const evidence = { code: codeOf(handOver), message_id: id };
    await addressRefused(trx, ctx, keys, { channel, address, reason, evidence });
  }
}

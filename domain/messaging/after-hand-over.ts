import type { Trx } from '#lib/db.ts';
import { addressRefused } from '../consent/withdraw/address-refused.ts';
import type { Context } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { blockOf, codeOf, type HandOver } from './rules.ts';
import { countTexts } from './text-price.ts';

/** A hand-over that was tried. `text`: the words of a text. */
export type Tried = {
  id: string;
  channel: 'sms' | 'email';
  address: string;
  text: string | null;
  handOver: HandOver;
};

/** What follows from hand-overs besides the state of their messages: what texts cost, and who is blocked. */
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

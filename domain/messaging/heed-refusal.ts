import type { Context, Services } from '../context.ts';
import { blockOf, codeOf, type HandOver } from './rules.ts';
import { addressRefused } from '../consent/withdraw/address-refused.ts';

/** Applies a provider's refusal of an address, for a hand-over that is recorded elsewhere. */
export async function heedRefusal(
  services: Services,
  ctx: Context,
  handOver: HandOver,
  to: { channel: 'sms' | 'email'; address: string; evidence: Record<string, string> },
): Promise<void> {
  const reason = blockOf(handOver);
  if (!reason) return;
  const keys = await services.keyring.keys(ctx);
  const evidence = { ...to.evidence, code: codeOf(handOver) };
  await services.db.withTenant(ctx, (trx) =>
    addressRefused(trx, ctx, keys, { ...to, reason, evidence }),
  );
}

import type { Context, Services } from '../context.ts';
import { blockOf, codeOf, type HandOver } from './rules.ts';
import { addressRefused } from '../consent/withdraw/address-refused.ts';

/** Takes in what a provider said of an address when something was handed over that is recorded elsewhere. */
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

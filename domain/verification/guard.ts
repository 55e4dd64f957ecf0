import { networkOf } from '#lib/network.ts';
import { phoneKey } from '#lib/phone-spellings.ts';
import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';
import { hits } from '../limits/shared.ts';
import { destinationOf, type Destination } from '../prices/destination.ts';
import { priceBy } from '../prices/price-of.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { countDay } from './budget.ts';
import { lookBack } from './prefix-guard.ts';
import { refuseSend } from './refuse.ts';
import { DOMAIN_WINDOW_MS, PUMPING, RANGE_WINDOW_MS, SEND_LIMITS, STARTS_PER_IP } from './rules.ts';
import type { Guarded, Send } from './sends.ts';
import { termsOf, type VerificationSettings } from './settings.ts';

/** Returns the destination of a text; null for mail. */
export const destinationFor = (channel: Send['channel'], address: string): Destination | null =>
  channel === 'sms' ? destinationOf(address) : null;

/** Returns the person's network address: as we see it on a public page, or as an API client states it. */
export const personIp = (ctx: Context, told: string | undefined): string | undefined =>
  ctx.actor.type === 'person' ? ctx.client?.ip : told;

/**
 * Allows one code and counts it, or refuses it (docs/verification.md has the table). All counters stay locked until
 * the transaction ends. The locks are always taken in this order: the tenant's day, the network, the range, the
 * destination. A code that is refused or rolled back is not counted.
 * @throws AppError invalid (country, kind of number), rate_limited; a Refusal where it leaves a blocked row
 */
export async function guardSend(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  send: Send,
): Promise<Guarded> {
  const refuse = (refused: Parameters<typeof refuseSend>[3]): Error =>
    refuseSend(ctx, keys, send, refused);
  const { to } = send;
  const { settings, card } = await termsOf(trx, send);
  if (to) {
    if (to.type === null || to.type === 'toll_free') throw refuse({ reason: 'number_type' });
    if (to.country === null || !settings.allowed.includes(to.country)) {
      throw refuse({ reason: 'country_not_allowed' });
    }
  }
  const price = priceBy(card, settings, to, send.segments);
  // A budget of 0 allows only what is free; no day would pay for this code.
  if (Number(price.amount) > Number(settings.daily_cap)) throw refuse({ reason: 'money_cap' });
  const day = await countDay(trx, ctx, settings, price);
  const { minuteWait, prefix } = await lookBack(trx, settings.sends_per_minute, to);
  if (prefix.state === 'closed') throw refuse({ reason: 'prefix_blocked', wait: prefix.wait });
  if (prefix.state === 'pumping') {
    const wait = PUMPING.blockMs / 1000;
    throw refuse({ reason: 'prefix_blocked', wait, pumping: prefix.found });
  }
  if (day.over) throw refuse({ reason: day.over, wait: day.wait, day: day.day });
  if (minuteWait > 0) throw refuse({ reason: 'minute_limit', wait: minuteWait });

  const counted = counters(ctx, settings, send);
  const waits = await hits(trx, keys, counted);
  const full = waits.findIndex((wait) => wait > 0);
  const reason = counted[full]?.reason;
  if (reason) throw refuse({ reason, wait: waits[full] ?? 1 });
  return { price, day: day.day };
}

function counters(ctx: Context, settings: VerificationSettings, send: Send) {
  const range = send.to
    ? { value: send.to.block, windowMs: RANGE_WINDOW_MS, hits: settings.range_per_hour }
    : {
        value: send.address.slice(send.address.lastIndexOf('@')),
        windowMs: DOMAIN_WINDOW_MS,
        hits: settings.domain_per_10_minutes,
      };
  return [
    ...(send.start && send.ip !== undefined
      ? [
          {
            reason: 'ip_limit',
            ...ipCounter(ctx, 'start', send.ip),
            limits: STARTS_PER_IP,
          } as const,
        ]
      : []),
    {
      reason: 'address_range',
      what: 'range',
      value: `${ctx.tenantId} ${send.channel} ${range.value}`,
      limits: [range],
    } as const,
    {
      // Counted over all tenants: they share numbers and mail senders.
      reason: 'destination_limit',
      what: 'destination',
      value: `${send.channel} ${send.to ? phoneKey(send.address) : send.address}`,
      limits: SEND_LIMITS,
    } as const,
  ];
}

/**
 * Returns the counter of a network address. An address that an API client states counts for that client only, because
 * the client could state anybody's.
 */
export const ipCounter = (
  ctx: Context,
  what: 'start' | 'check',
  ip: string,
): { what: string; value: string } => ({
  what: `ip ${what}`,
  value: `${ctx.actor.type === 'person' ? 'seen' : ctx.tenantId} ${networkOf(ip)}`,
});

import type { Trx } from '#lib/db.ts';
import type { Verification } from '#models/verification.ts';
import type { Context } from '../context.ts';
import type { Destination } from '../prices/destination.ts';
import type { Price } from '../prices/price-of.ts';

/** A request to send one code. */
export type Send = {
  channel: 'sms' | 'email';
  /** Normalised. */
  address: string;
  addressBidx: Buffer;
  purpose: string;
  /** True for the first code of a verification, false for a resent one. */
  start: boolean;
  /** The field an error names. @default 'to' */
  path?: string;
  /** The person's network address, if we know it. */
  ip?: string | undefined;
  /** For a text: `expectedSegments`. */
  segments: number;
  /** Where a text goes; null for mail. */
  to: Destination | null;
  /** Whether the address may be stored with a refusal: not for an erased person. @default true */
  keep?: boolean;
};

const EXPECTED_SEGMENTS = { code: 1, invite: 2 } as const;

/**
 * Returns the expected segments of a text that is not written yet, because the limits are checked first. A code is
 * one segment, an invite to opt in about two; `settleSend` corrects it to the real number.
 */
export const expectedSegments = (text: 'code' | 'invite'): number => EXPECTED_SEGMENTS[text];

/** A code that was allowed and counted. */
export type Guarded = { price: Price; day: string };

/** Records a code that was allowed: limits, conversion and cost are counted from these rows. */
export async function recordSend(
  trx: Trx,
  ctx: Context,
  v: Pick<Verification, 'id' | 'channel' | 'address_bidx' | 'country' | 'prefix' | 'sends'>,
  { price, day }: Guarded,
): Promise<void> {
  await trx('verification_sends').insert({
    tenant_id: ctx.tenantId,
    verification_id: v.id,
    send: v.sends,
    address_bidx: v.address_bidx,
    channel: v.channel,
    country: v.country,
    prefix: v.prefix,
    segments: price.segments,
    price: price.amount,
    currency: price.currency,
    day,
  });
}

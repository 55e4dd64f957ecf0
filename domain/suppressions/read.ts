import type { z } from 'zod';
import { invalidField, notFound } from '#lib/errors.ts';
import { Suppression } from '#models/suppression.ts';
import { recordAudit } from '../audit/record.ts';
import { normalizeAddress } from '../addresses/address.ts';
import { viewEach, viewOne, type Marked } from '../addresses/view-each.ts';
import type { Context, Services } from '../context.ts';
import { assertMayReveal } from '../reveal.ts';
import { countLookUp } from '../limits/look-ups.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import type { Period } from '../period.contract.ts';
import { momentsOf, within } from '../period.ts';
import { blindIndex } from '../keyring/keyring.ts';
import { getTenant } from '../tenancy/read.ts';
import type { SuppressionReason, suppressionSearch, suppressionState } from './contract.ts';
import { suppressionHashes } from './erased.ts';
import { noAddress } from './no-address.ts';
import { suppressionView, type SuppressionView } from './view.ts';

export type SuppressionFilter = PageRequest &
  Period & {
    channel?: 'sms' | 'email' | undefined;
    reason?: SuppressionReason | undefined;
    state?: z.output<typeof suppressionState> | undefined;
    address?: string | undefined;
  };

/** Lists suppressions, newest first, with masked addresses. @throws AppError invalid (address), rate_limited (address) */
export async function listSuppressions(
  services: Services,
  ctx: Context,
  { channel, reason, state, address, limit, cursor, ...period }: SuppressionFilter,
): Promise<Page<SuppressionView & Marked>> {
  const keys = await services.keyring.keys(ctx);
  const wanted = address === undefined ? null : await indexed(services, ctx, { address, channel });
  const found = await services.db.withTenant(ctx, async (trx) => {
    const query = trx('suppressions').select('suppressions.*');
    if (channel) query.where('channel', channel);
    if (reason) query.where('reason', reason);
    if (state)
      query.whereRaw(`(expires_at <= now()) is ${state === 'active' ? 'not true' : 'true'}`);
    if (wanted) query.whereIn('address_bidx', wanted.map(({ index }) => index)); // prettier-ignore
    within(query, 'suppressions.created_at', await momentsOf(trx, period));
    return page<Suppression>(query, { limit, cursor }, 'created_at', 'suppressions');
  });
  return { ...found, data: viewEach(keys, found.data, (open, s) => suppressionView(open, s)) };
}

/**
 * Returns the suppressions of one address in any spelling, also of one whose person was erased. The search itself is
 * not stored.
 * @throws AppError invalid (address), rate_limited
 */
export async function searchSuppressions(
  services: Services,
  ctx: Context,
  asked: z.output<typeof suppressionSearch>,
): Promise<(SuppressionView & Marked)[]> {
  const keys = await services.keyring.keys(ctx);
  const wanted = await indexed(services, ctx, asked);
  const found = await services.db.withTenant(ctx, async (trx) =>
    Suppression.query(trx).where((any) => {
      for (const { channel, index } of wanted) any.orWhere({ channel, address_bidx: index });
    }),
  );
  return viewEach(keys, found, (open, s) => suppressionView(open, s));
}

/**
 * Returns what may be stored of an address: its blind index, or the hashes that remain of an erased one. Counts the
 * search.
 * @throws AppError invalid (what is no address is not an address that nobody blocked), rate_limited
 */
async function indexed(
  services: Services,
  ctx: Context,
  { address, channel }: { address: string; channel?: 'sms' | 'email' | undefined },
): Promise<{ channel: 'sms' | 'email'; index: Buffer }[]> {
  await countLookUp(services, ctx);
  const keys = await services.keyring.keys(ctx);
  const { country } = await getTenant(services, ctx);
  const stored = (channel ? [channel] : (['sms', 'email'] as const)).flatMap((one) => {
    const normal = normalizeAddress(one, address, country);
    if (normal === null) return [];
    const known = { channel: one, address: normal };
    return [blindIndex(keys, one, normal), ...suppressionHashes(keys, known)].map((index) => ({
      channel: one,
      index,
    }));
  });
  if (!stored.length) throw invalidField('address', noAddress(channel));
  return stored;
}

/**
 * Returns one suppression.
 * @param reveal shows the address in clear: needs pii:read and is audited
 * @throws AppError not_found, forbidden
 */
export async function getSuppression(
  services: Services,
  ctx: Context,
  id: string,
  reveal: boolean,
): Promise<SuppressionView & Marked> {
  if (reveal) assertMayReveal(ctx);
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const found = await Suppression.query(trx).findOne({ id });
    if (!found) throw notFound('Suppression');
    if (reveal) {
      await recordAudit(trx, ctx, {
        action: 'suppression.revealed',
        entityType: 'suppression',
        entityId: id,
      });
    }
    return viewOne(keys, found, (open, one) => suppressionView(open, one, reveal));
  });
}

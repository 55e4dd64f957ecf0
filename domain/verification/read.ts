import { notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Verification } from '#models/verification.ts';
import { viewEach, viewOne, type Marked } from '../addresses/view-each.ts';
import type { Context, Services } from '../context.ts';
import { assertMayReveal } from '../reveal.ts';
import { personOf, theirs, theirsOf } from '../contacts/person.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import { momentsOf, within } from '../period.ts';
import type { Period } from '../period.contract.ts';
import { plainAmount } from '../prices/money.ts';
import { FAILURE_WINDOW_MS, type VerificationStatus } from './rules.ts';
import { verificationView, type VerificationView } from './view.ts';

/** One verification, with the failures that count against its address. */
export type VerificationDetail = VerificationView & {
  /** Cost of the codes allowed, as far as it is known. */
  cost: string;
  currency: string;
  /** Wrong codes for this address and purpose in the last 24 hours, whatever verification they were for. */
  wrong_codes_24h: number;
  /** Locked for too many wrong codes; null when it is not. A hard stop has no end: then `stopped`. */
  locked_until: Date | null;
  stopped: boolean;
};

type Counters = Omit<VerificationDetail, keyof VerificationView>;

/** @throws AppError not_found */
export async function getVerification(
  services: Services,
  ctx: Context,
  id: string,
): Promise<VerificationDetail & Marked> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const v = await Verification.query(trx).findOne({ id });
    if (!v) throw notFound('Verification');
    const { rows } = await trx.raw<{ rows: Counters[] }>(
      `select coalesce(s.cost, 0)::text as cost, coalesce(s.currency, 'USD') as currency,
         coalesce((select count(*)::int from unnest(l.failed_at) f
           where f > now() - :windowMs * interval '1 millisecond'), 0) as wrong_codes_24h,
         case when l.locked_until > now() then nullif(l.locked_until, 'infinity') end as locked_until,
         coalesce(l.locked_until = 'infinity', false) as stopped
       from (select sum(price) as cost, max(currency) as currency
         from verification_sends where verification_id = :id) s
       left join verification_locks l on l.address_bidx = :address and l.purpose = :purpose`,
      { id, address: v.address_bidx, purpose: v.purpose, windowMs: FAILURE_WINDOW_MS },
    );
    const [counters] = rows;
    if (!counters) throw new Error('a sum must have one row');
    return {
      ...viewOne(keys, v, (open, one) => verificationView(open, one, timeOf(trx))),
      ...counters,
      cost: plainAmount(counters.cost),
    };
  });
}

export type VerificationFilter = PageRequest &
  Period & {
    status?: VerificationStatus | undefined;
    channel?: 'sms' | 'email' | undefined;
    purpose?: string | undefined;
    contact_id?: string | undefined;
    /** ISO 3166; mail has none. */
    country?: string | undefined;
    prefix?: string | undefined;
    /** started: not blocked; handed_over: with a code at the provider. */
    stage?: 'started' | 'handed_over' | undefined;
  };

/**
 * Lists verifications, newest first. @throws AppError forbidden (a prefix with the mask nearly reveals the number)
 */
export async function listVerifications(
  services: Services,
  ctx: Context,
  filter: VerificationFilter,
): Promise<Page<VerificationView & Marked>> {
  const keys = await services.keyring.keys(ctx);
  const { limit, cursor, from, to, stage, contact_id, ...equal } = filter;
  if (equal.prefix !== undefined) assertMayReveal(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const query = trx('verifications').select('verifications.*');
    if (contact_id !== undefined) {
      query.whereRaw(theirs('verifications'), theirsOf(await personOf(trx, contact_id)));
    }
    for (const [column, value] of Object.entries(equal)) {
      if (value !== undefined) query.where(column, value);
    }
    if (stage === 'started') query.whereNot('status', 'blocked');
    if (stage === 'handed_over') query.where('sent', '>', 0);
    within(query, 'verifications.created_at', await momentsOf(trx, { from, to }));
    const found = await page<Verification>(query, { limit, cursor }, 'created_at', 'verifications');
    return {
      ...found,
      data: viewEach(keys, found.data, (open, v) => verificationView(open, v, timeOf(trx))),
    };
  });
}

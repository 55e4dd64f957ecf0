import { notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { viewEach, viewOne, type Marked } from '../../addresses/view-each.ts';
import type { Context, Services } from '../../context.ts';
import { page, type Page, type PageRequest } from '../../paging.ts';
import type { RequestKind, RequestStatus } from '../contract.ts';
import { requestRows } from './failure.ts';
import { REMIND_DAYS, requestView, type RequestRow, type RequestView } from './row.ts';

/** Lists proved requests, newest first. */
export async function listRequests(
  services: Services,
  ctx: Context,
  filter: PageRequest & { status?: RequestStatus | undefined; kind?: RequestKind | undefined },
): Promise<Page<RequestView & Marked>> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const query = requestRows(trx).whereNot({ status: 'unproven' });
    if (filter.status) query.where({ status: filter.status });
    if (filter.kind) query.where({ kind: filter.kind });
    const found = await page<RequestRow>(query, filter, 'asked_at', 'privacy_requests');
    return {
      ...found,
      data: viewEach(keys, found.data, (open, row) => requestView(open, row, timeOf(trx))),
    };
  });
}

/** Returns a request. @throws AppError not_found */
export async function getRequest(
  services: Services,
  ctx: Context,
  id: string,
): Promise<RequestView & Marked> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const row: RequestRow | undefined = await requestRows(trx)
      .where({ id })
      .whereNot({ status: 'unproven' })
      .first();
    if (!row) throw notFound('Request');
    return viewOne(keys, row, (open, one) => requestView(open, one, timeOf(trx)));
  });
}

export type RequestCounts = {
  open: number;
  near: number;
  overdue: number;
  next_due_at: Date | null;
};

/** Returns how many requests wait, and how long they may still take. */
export const countRequests = (services: Services, ctx: Context): Promise<RequestCounts> =>
  services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: RequestCounts[] }>(
      `select (count(*) filter (where status = 'open'))::int as open,
         (count(*) filter (where due_at <= now() + :days * interval '1 day'))::int as near,
         (count(*) filter (where due_at <= now()))::int as overdue, min(due_at) as next_due_at
       from privacy_requests where status in ('open', 'under_way')`,
      { days: REMIND_DAYS },
    );
    return rows[0] ?? { open: 0, near: 0, overdue: 0, next_due_at: null };
  });

/** What the person sees of their own requests through their link. */
export type OwnRequest = Pick<
  RequestRow,
  'id' | 'kind' | 'status' | 'asked_at' | 'due_at' | 'decided_at' | 'refusal'
>;

/** Returns the latest few requests of one address. */
export const ownRequests = (
  services: Services,
  holder: { tenantId: Context['tenantId']; channel: 'sms' | 'email'; addressBidx: Buffer },
): Promise<OwnRequest[]> =>
  services.db.withTenant(holder, async (trx) =>
    trx('privacy_requests')
      .where({ channel: holder.channel, address_bidx: holder.addressBidx })
      .whereNot({ status: 'unproven' })
      .orderBy('asked_at', 'desc')
      .limit(5)
      .select('id', 'kind', 'status', 'asked_at', 'due_at', 'decided_at', 'refusal'),
  );

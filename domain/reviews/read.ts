import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import { notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { ConsentReview } from '#models/consent-review.ts';
import { recordAudit } from '../audit/record.ts';
import { openBody } from '../inbound/inbound-message.ts';
import { viewEach, viewOne, type Marked } from '../addresses/view-each.ts';
import { maskAddress } from '../addresses/address.ts';
import type { Context, Services } from '../context.ts';
import { assertMayReveal } from '../reveal.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { decryptValue } from '../encryption/personal.ts';
import { personKeysOf, type OpeningKeys } from '../encryption/person-keys.ts';
import type { ReviewKind, ReviewStatus } from './contract.ts';
import { reviewAad } from './open.ts';

type Row = ConsentReview & { body_enc: Buffer };

/**
 * Returns the API view of a review. The text is shown to every caller who may read consents, since the task is to
 * read it. The address stays masked.
 */
function view(keys: TenantKeys, persons: OpeningKeys, now: Date, row: Row, reveal = false) {
  const aad = (column: string) => reviewAad(row.tenant_id, row.id, column);
  const address = decryptValue(keys, aad('address'), row.address_enc);
  const body = { tenant_id: row.tenant_id, id: row.inbound_message_id, body_enc: row.body_enc };
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    channel: row.channel,
    address: reveal ? address : maskAddress(row.channel, address),
    contact_id: row.contact_id,
    text: openBody(keys, persons, body) ?? '',
    received_at: row.received_at,
    due_at: row.due_at,
    overdue: row.status === 'open' && row.kind === 'withdrawal' && row.due_at <= now,
    urgent: row.status === 'open' && row.escalated_at !== null,
    decided_at: row.decided_at,
    decided_by: row.decided_by_type ? { type: row.decided_by_type, id: row.decided_by } : null,
    reason: decryptValue(keys, aad('reason'), row.reason_enc),
    workflow_id: row.workflow_id,
  };
}
export type ReviewView = ReturnType<typeof view>;

/** Lists reviews, the earliest deadline first. @throws AppError invalid (cursor) */
export async function listReviews(
  services: Services,
  ctx: Context,
  filter: PageRequest & { status?: ReviewStatus | undefined; kind?: ReviewKind | undefined },
): Promise<Page<ReviewView & Marked>> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const query = withText(trx).where('consent_reviews.kind', filter.kind ?? 'withdrawal');
    if (filter.status) query.where('consent_reviews.status', filter.status);
    const found = await page<Row>(query, filter, 'due_at', 'consent_reviews', 'asc');
    const persons = await personKeysOf(
      trx,
      keys,
      found.data.map((row) => row.body_enc),
    );
    return {
      ...found,
      data: viewEach(keys, found.data, (open, row) => view(open, persons, timeOf(trx), row)),
    };
  });
}

/** Returns one review. @throws AppError not_found, forbidden (reveal) */
export async function getReview(
  services: Services,
  ctx: Context,
  id: string,
  reveal: boolean,
): Promise<ReviewView & Marked> {
  if (reveal) assertMayReveal(ctx);
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const row: Row | undefined = await withText(trx).where('consent_reviews.id', id).first();
    if (!row) throw notFound('Review');
    if (reveal) {
      await recordAudit(trx, ctx, {
        action: 'review.revealed',
        entityType: 'review',
        entityId: id,
      });
    }
    const persons = await personKeysOf(trx, keys, [row.body_enc]);
    return viewOne(keys, row, (open, one) => view(open, persons, timeOf(trx), one, reveal));
  });
}

export type ReviewCounts = {
  open: number;
  urgent: number;
  overdue: number;
  next_due_at: Date | null;
  /** Messages that nobody has understood. */
  unclear: number;
};

/** Counts the reviews that wait for a decision. */
export const countReviews = (services: Services, ctx: Context): Promise<ReviewCounts> =>
  services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: ReviewCounts[] }>(
      `select (count(*) filter (where kind = 'withdrawal'))::int as open,
         (count(escalated_at) filter (where kind = 'withdrawal'))::int as urgent,
         (count(*) filter (where kind = 'withdrawal' and due_at <= now()))::int as overdue,
         min(due_at) filter (where kind = 'withdrawal') as next_due_at,
         (count(*) filter (where kind = 'unclear'))::int as unclear
       from consent_reviews where status = 'open'`,
    );
    return rows[0] ?? { open: 0, urgent: 0, overdue: 0, next_due_at: null, unclear: 0 };
  });

const withText = (trx: Trx): Knex.QueryBuilder =>
  trx('consent_reviews')
    .join('inbound_messages as i', (on) => {
      on.on('i.tenant_id', 'consent_reviews.tenant_id').on(
        'i.id',
        'consent_reviews.inbound_message_id',
      );
    })
    .select('consent_reviews.*', 'i.body_enc');

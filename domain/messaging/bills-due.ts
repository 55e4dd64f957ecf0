import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
import type { Context, Services } from '../context.ts';
import { settleCode } from '../verification/record-report.ts';
import { settleText, type Billed } from './text-price.ts';

/** A text whose price the provider did not know when it reported its end. */
export type BillDue = {
  kind: 'message' | 'verification';
  id: string;
  provider_message_id: string;
  asked: number;
};

/**
 * When the provider is asked for the price: first after the report, then again each time it did not know it; after
 * the last time the counted price stays.
 */
const FIRST = `interval '10 minutes'`;
const NEXT = `case asked when 0 then interval '2 hours' else interval '1 day' end`;
const MOST = 3;
const AT_ONCE = 20;

/** Schedules the query for a text's price, unless it is known already. */
export async function askForBill(
  trx: Trx,
  { tenantId }: Context,
  { kind, id, providerMessageId }: { kind: BillDue['kind']; id: string; providerMessageId: string },
): Promise<void> {
  const ids = { tenantId, id, providerMessageId };
  await trx.raw(
    `insert into bills_due (tenant_id, kind, id, provider_message_id, due_at)
     select t.tenant_id, '${kind}', t.id, :providerMessageId, now() + ${FIRST} from ${OF[kind]}
     on conflict (tenant_id, kind, id) do update set provider_message_id = excluded.provider_message_id,
       due_at = excluded.due_at, asked = 0
     where bills_due.provider_message_id <> excluded.provider_message_id`,
    ids,
  );
}

const OF = {
  message: `messages t where t.tenant_id = :tenantId and t.id = :id and t.channel = 'sms'
    and t.price_basis is distinct from 'provider'`,
  verification: `verifications t where t.tenant_id = :tenantId and t.id = :id and t.channel = 'sms'
    and coalesce(t.provider_message_id, :providerMessageId) = :providerMessageId`,
} as const satisfies Record<BillDue['kind'], string>;

/** Claims some due queries, so that no other process asks; if this process dies, they are due again later. */
export const claimBills = (services: Services, ctx: Context): Promise<BillDue[]> =>
  services.db.withTenant(ctx, async (trx) => {
    const { rows } = await prepared<BillDue>(
      trx,
      `update bills_due b set asked = b.asked + 1, due_at = now() + ${NEXT.replace('asked', 'b.asked')}
       from (select kind, id from bills_due where tenant_id = :tenant and due_at <= now()
         order by due_at limit ${AT_ONCE} for update skip locked) d
       where b.tenant_id = :tenant and b.kind = d.kind and b.id = d.id
       returning b.kind, b.id, b.provider_message_id, b.asked`,
      { tenant: ctx.tenantId },
    );
    return rows;
  });

/**
 * Records the provider's answer. Safe to repeat.
 * @param billed null: it could not say
 * @param last true: nobody asks again
 */
export const recordBill = (
  services: Services,
  ctx: Context,
  { kind, id, provider_message_id: providerMessageId, asked }: BillDue,
  billed: Billed | null,
  last: boolean,
): Promise<void> =>
  services.db.withTenant(ctx, async (trx) => {
    if (billed && kind === 'message') await settleText(trx, id, billed);
    if (billed && kind === 'verification') await settleCode(trx, { id, providerMessageId, billed });
    if (!last && asked < MOST && (billed?.price ?? null) === null) return;
    await trx('bills_due').where({ kind, id }).delete();
  });

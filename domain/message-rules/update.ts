import type { Trx } from '#lib/db.ts';
import { invalidField } from '#lib/errors.ts';
import { recordAudit } from '../audit/record.ts';
import { recheckSql } from '../message-ledger/stop-sql.ts';
import { purposeNamed } from '../purposes/purposes.ts';
import type { Context, Services } from '../context.ts';
import { mustMatch, type IfMatch } from '../if-match.ts';
import { postSignal } from '../process-outbox/post.ts';
import type { FrequencyCap, FrequencyCaps, QuietHours } from './contract.ts';
import {
  readFrequencyCaps,
  readQuietHours,
  switches,
  type FrequencyCapsView,
  type MessageRulesRow,
  type QuietHoursView,
} from './read.ts';

/** Signals campaigns that wait for quiet hours to read the rules again. */
async function tellCampaigns(trx: Trx, ctx: Context): Promise<void> {
  const rows: { workflow_id: string }[] = await trx('campaigns')
    .where({ status: 'sending' })
    .whereNotNull('workflow_id')
    .select('workflow_id');
  const ids = rows.map((row) => row.workflow_id);
  await postSignal(trx, ctx, 'campaign', ids, 'rulesChanged', {});
}

/** Messages deferred by the old rules are checked again at once: they may go now, or wait longer. */
const LOOK_AGAIN = [
  `${recheckSql} and m.campaign_id in (select id from campaigns where status = 'sending')`,
  `update outbox o set due_at = now() from messages m where m.tenant_id = o.tenant_id and m.id = o.message_id
     and m.held is not null and m.status = 'queued'`,
  `select pg_notify('outbox', '')`,
];

/**
 * Replaces the quiet hours: rules, holidays and switches together. Every later claim uses them.
 * @throws AppError precondition_failed when somebody else changed them meanwhile
 */
export async function putQuietHours(
  services: Services,
  ctx: Context,
  input: QuietHours,
  ifMatch?: IfMatch,
): Promise<QuietHoursView> {
  return services.db.withTenant(ctx, async (trx) => {
    await change(trx, ctx, ifMatch, {
      quiet_hours: input.enabled,
      quiet_channels: input.channels,
      quiet_transactional: input.transactional,
    });
    await trx('quiet_hours').delete();
    await trx('holidays').delete();
    const { tenantId: tenant_id } = ctx;
    if (input.rules.length) {
      await trx('quiet_hours').insert(
        input.rules.map(({ hours, ...rule }) => ({
          ...rule,
          tenant_id,
          hours: JSON.stringify(hours),
        })),
      );
    }
    if (input.holidays.length) {
      await trx('holidays').insert(input.holidays.map((day) => ({ ...day, tenant_id })));
    }
    await recordAudit(trx, ctx, {
      action: 'quiet_hours.updated',
      entityType: 'organization',
      entityId: tenant_id,
      detail: {
        enabled: input.enabled,
        channels: input.channels,
        transactional: input.transactional,
        regions: input.rules.filter((r) => r.enabled).map((r) => r.region),
        holidays: input.holidays.length,
      },
    });
    return readQuietHours(trx, ctx);
  });
}

/**
 * Replaces the caps.
 * @throws AppError precondition_failed; invalid (a purpose that is unknown or not for marketing; a cap that repeats
 * another's channel, hours and purpose)
 */
export async function putFrequencyCaps(
  services: Services,
  ctx: Context,
  input: FrequencyCaps,
  ifMatch?: IfMatch,
): Promise<FrequencyCapsView> {
  return services.db.withTenant(ctx, async (trx) => {
    const { tenantId: tenant_id } = ctx;
    await change(trx, ctx, ifMatch, { over_cap: input.over });
    await trx('frequency_caps').delete();
    const rows = await capRows(trx, input.caps);
    if (rows.length) await trx('frequency_caps').insert(rows.map((row) => ({ tenant_id, ...row })));
    await recordAudit(trx, ctx, {
      action: 'frequency_caps.updated',
      entityType: 'organization',
      entityId: tenant_id,
      detail: { over: input.over, caps: input.caps },
    });
    return readFrequencyCaps(trx, ctx);
  });
}

type CapRow = Omit<FrequencyCap, 'purpose'> & { purpose_id: string | null };

/** Returns the rows of the caps. Refuses a cap that would limit nothing. */
async function capRows(trx: Trx, caps: readonly FrequencyCap[]): Promise<CapRow[]> {
  const rows: CapRow[] = [];
  for (const [i, { purpose: ref, ...cap }] of caps.entries()) {
    const field = `caps.${i}.purpose`;
    const purpose = ref === null ? null : await purposeNamed(trx, ref, field);
    if (purpose && purpose.category !== 'marketing') {
      throw invalidField(field, 'is not for marketing: caps limit marketing messages only');
    }
    const purpose_id = purpose?.id ?? null;
    const twice = rows.some(
      (row) =>
        row.channel === cap.channel && row.hours === cap.hours && row.purpose_id === purpose_id,
    );
    if (twice) {
      throw invalidField(
        `caps.${i}.hours`,
        'repeats a cap of the same channel and purpose: only the stricter one would limit anything',
      );
    }
    rows.push({ ...cap, purpose_id });
  }
  return rows;
}

async function change(
  trx: Trx,
  ctx: Context,
  ifMatch: IfMatch | undefined,
  patch: Partial<MessageRulesRow>,
): Promise<void> {
  const row = await switches(trx, ctx.tenantId, { lock: true });
  mustMatch('these rules', row, ifMatch);
  await trx('message_rules').update({
    ...patch,
    version: row.version + 1,
    updated_at: trx.fn.now(),
  });
  for (const statement of LOOK_AGAIN) await trx.raw(statement, { tenant: ctx.tenantId });
  await tellCampaigns(trx, ctx);
}

import { maskedConsentAddress } from '../consent/consent-address.ts';
import type { Context, Services } from '../context.ts';
import { page, type PageRequest } from '../paging.ts';
import type { Held } from '../message-rules/contract.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import type { RecipientStatus } from './contract.ts';
import { loadCampaign } from './read.ts';

type Counted =
  | 'excluded'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'failed'
  | 'bounced'
  | 'complained'
  | 'uncertain'
  | 'canceled';
type Counts = Record<Counted, number>;
type CountRow = {
  status: Counted;
  count: number;
  quiet: number;
  capped: number;
  next: Date | null;
};
const ZERO: Counts = {
  excluded: 0, queued: 0, sending: 0, sent: 0, delivered: 0, failed: 0, bounced: 0, complained: 0, uncertain: 0, canceled: 0,
}; // prettier-ignore

/** Where a campaign stands, counted in the ledger: the states add up to the audience. */
export async function campaignProgress(services: Services, ctx: Context, id: string) {
  return services.db.withTenant(ctx, async (trx) => {
    const row = await loadCampaign(trx, id);
    const { rows } = await trx.raw<{ rows: CountRow[] }>(
      `select status, count(*)::int as count,
         (count(*) filter (where status = 'queued' and held = 'quiet_hours'))::int as quiet,
         (count(*) filter (where status = 'queued' and held = 'frequency_cap'))::int as capped,
         min(not_before) filter (where status = 'queued' and held is not null) as next
       from messages where campaign_id = ? group by status`,
      [id],
    );
    const counts: Counts = { ...ZERO };
    for (const { status, count } of rows) counts[status] = count;
    const waiting = rows.find((r) => r.status === 'queued');
    const audience = Object.values(counts).reduce((sum, n) => sum + n, 0);
    const settled = audience - counts.queued - counts.sending - counts.excluded;
    const seconds = row.started_at
      ? ((row.finished_at ?? new Date()).getTime() - row.started_at.getTime()) / 1000
      : 0;
    return {
      status: row.status,
      audience,
      ...counts,
      /** Of those queued: who waits for their hours, or for room under a cap, and until when the first. */
      held: (waiting?.quiet ?? 0) + (waiting?.capped ?? 0),
      held_for: { quiet_hours: waiting?.quiet ?? 0, frequency_cap: waiting?.capped ?? 0 },
      next_at: waiting?.next ?? null,
      rate_per_sec: row.rate_per_sec,
      /** Handed over each second since it began. */
      measured_rate: seconds > 0 ? Math.round((settled / seconds) * 10) / 10 : 0,
      scheduled_at: row.scheduled_at,
      started_at: row.started_at,
      finished_at: row.finished_at,
      failure: row.failure,
      workflow_id: row.workflow_id,
    };
  });
}

type Recipient = {
  id: string;
  tenant_id: string;
  contact_id: string | null;
  channel: 'sms' | 'email';
  status: RecipientStatus;
  reason: string | null;
  error_code: string | null;
  consent_event_id: string | null;
  consent_id: string | null;
  address_enc: Buffer | null;
  held: Held | null;
  not_before: Date | null;
  created_at: Date;
  sent_at: Date | null;
};

/** The people of a campaign, one row each, with what happened and why. Also those who were left out. */
export async function campaignRecipients(
  services: Services,
  ctx: Context,
  id: string,
  filter: PageRequest & {
    status?: string | undefined;
    reason?: string | undefined;
    held?: Held | undefined;
  },
) {
  const keys = await services.keyring.keys(ctx);
  const found = await services.db.withTenant(ctx, async (trx) => {
    await loadCampaign(trx, id);
    const query = trx('messages')
      .leftJoin('consents as c', (on) => {
        on.on('c.tenant_id', 'messages.tenant_id')
          .on('c.address_bidx', 'messages.address_bidx')
          .on('c.channel', 'messages.channel')
          .on('c.purpose_id', 'messages.purpose_id');
      })
      .where('messages.campaign_id', id)
      .select('messages.*', 'c.id as consent_id', 'c.address_enc');
    if (filter.status) query.where('messages.status', filter.status);
    if (filter.held) query.where({ 'messages.held': filter.held, 'messages.status': 'queued' });
    if (filter.reason) query.where('messages.reason', filter.reason);
    return page<Recipient>(query, filter, 'created_at', 'messages');
  });
  return {
    ...found,
    data: found.data.map((row) => ({
      id: row.id,
      contact_id: row.contact_id,
      address: addressOf(keys, row),
      status: row.status,
      reason: row.reason,
      held: row.status === 'queued' ? row.held : null,
      held_until: row.status === 'queued' && row.held ? row.not_before : null,
      error_code: row.error_code,
      consent_id: row.consent_id,
      consent_event_id: row.consent_event_id,
      sent_at: row.sent_at,
    })),
  };
}

function addressOf(keys: TenantKeys, row: Recipient): string | null {
  return row.consent_id ? maskedConsentAddress(keys, { ...row, id: row.consent_id }) : null;
}

/** What came of a campaign. Opens by machines (prefetching mail apps, scanners) are counted apart. */
export async function campaignAnalytics(services: Services, ctx: Context, id: string) {
  const progress = await campaignProgress(services, ctx, id);
  return services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: { type: string; people: number; machines: number }[] }>(
      `select e.type, count(distinct e.message_id)::int as people,
         (count(distinct e.message_id) filter (where e.detail ->> 'by' = 'machine'))::int as machines
       from messages m join message_events e on e.tenant_id = m.tenant_id and e.message_id = m.id
       where m.campaign_id = ? and e.type in ('opened', 'clicked', 'unsubscribed') group by e.type`,
      [id],
    );
    const of = (type: string) => rows.find((row) => row.type === type);
    const reached = progress.sent + progress.delivered;
    return {
      audience: progress.audience,
      excluded: progress.excluded,
      sent: reached,
      failed: progress.failed + progress.bounced,
      uncertain: progress.uncertain,
      opened: of('opened')?.people ?? 0,
      opened_by_machines: of('opened')?.machines ?? 0,
      clicked: of('clicked')?.people ?? 0,
      unsubscribed: of('unsubscribed')?.people ?? 0,
    };
  });
}

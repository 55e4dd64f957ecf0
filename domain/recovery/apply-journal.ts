import type { Trx } from '#lib/db.ts';
import { Consent } from '#models/consent.ts';
import { recordAudit, recordAudits } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { recordEvents } from '../consent/record-event.ts';
import { CONSENT_SOURCES, type ConsentSource } from '../consent/rules.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import { HANDED_OVER, unpackIds, type Protection } from './journal.ts';
import { rotateAgain } from './rotations.ts';

/** How much of a journal the database did not know. */
export type Applied = {
  withdrawals: number;
  suppressions: number;
  contacts_deleted: number;
  campaigns: number;
  messages: number;
  keys_replaced: number;
};

/**
 * Applies one journal, except its erasures, in the caller's transaction. Repeating it changes nothing more: what is
 * withdrawn, blocked or deleted already is left as it is. Consents that were granted since the backup are not in
 * it, on purpose: without their evidence they are not proven.
 * @param since when the recovery began
 */
export async function applyJournal(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  journal: Protection,
  since: Date,
): Promise<Applied> {
  return {
    withdrawals: await applyWithdrawals(trx, ctx, keys, journal.withdrawals),
    suppressions: await applySuppressions(trx, ctx, journal, since),
    contacts_deleted: await applyDeletions(trx, ctx, journal.contacts_deleted),
    // Before the campaigns: what is left of one that ended got nothing.
    messages: await applyHandOvers(trx, ctx, journal),
    campaigns: await applyCampaigns(trx, ctx, journal.campaigns),
    keys_replaced: await rotateAgain(trx, ctx, journal.keys_replaced ?? []),
  };
}

/** The consent is locked as for any withdrawal; one the database does not know is made, without its address. */
async function applyWithdrawals(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  withdrawals: Protection['withdrawals'],
): Promise<number> {
  if (!withdrawals.length) return 0;
  await trx.raw(
    `insert into consents (tenant_id, id, address_bidx, channel, purpose_id)
     select distinct on (w.address_bidx, w.channel, w.purpose_id) :tenant::uuid, w.consent_id,
       decode(w.address_bidx, 'hex'), w.channel, w.purpose_id
     from jsonb_to_recordset(:rows::jsonb) as w(consent_id uuid, address_bidx text, channel text, purpose_id uuid)
     join purposes p on p.tenant_id = :tenant::uuid and p.id = w.purpose_id
     order by w.address_bidx, w.channel, w.purpose_id
     on conflict do nothing`,
    { tenant: ctx.tenantId, rows: JSON.stringify(withdrawals) },
  );
  const locked = await Consent.query(trx)
    .whereRaw(
      '(address_bidx, channel, purpose_id) in (select * from unnest(?::bytea[], ?::text[], ?::uuid[]))',
      [
        withdrawals.map((one) => Buffer.from(one.address_bidx, 'hex')),
        withdrawals.map((one) => one.channel),
        withdrawals.map((one) => one.purpose_id),
      ],
    )
    .orderBy('id')
    .forUpdate();
  // Said twice, the later one counts.
  const wanted = new Map(
    withdrawals.map((one) => [nameOf(one.address_bidx, one.channel, one.purpose_id), one]),
  );
  const acts = locked.flatMap((consent) => {
    const name = nameOf(consent.address_bidx.toString('hex'), consent.channel, consent.purpose_id);
    const one = wanted.get(name);
    const capturedAt = new Date(one?.captured_at ?? 0);
    if (!one || (consent.withdrawn_at && consent.withdrawn_at >= capturedAt)) return [];
    const source = sourceOf(one.source);
    return [
      { consent, act: { action: 'withdraw' as const, source }, facts: { capturedAt, source } },
    ];
  });
  await recordEvents(trx, ctx, keys, acts);
  return acts.length;
}

const nameOf = (bidx: string, channel: string, purpose: string): string =>
  `${bidx} ${channel} ${purpose}`;

const sourceOf = (text: string): ConsentSource =>
  CONSENT_SOURCES.find((source) => source === text) ?? 'system';

/** A block that came and went since the backup goes again; one the backup has stays, whatever was lifted. */
async function applySuppressions(
  trx: Trx,
  ctx: Context,
  { suppressions, lifted }: Pick<Protection, 'suppressions' | 'lifted'>,
  since: Date,
): Promise<number> {
  await trx('suppressions').whereIn('id', lifted).where('created_at', '>=', since).delete();
  const rows = suppressions.filter(({ id }) => !lifted.includes(id));
  if (!rows.length) return 0;
  const { rows: made } = await trx.raw<{ rows: { id: string; channel: string; reason: string }[] }>(
    `insert into suppressions (tenant_id, id, channel, address_bidx, reason, expires_at)
     select distinct on (s.channel, s.address_bidx) :tenant::uuid, s.id, s.channel, decode(s.address_bidx, 'hex'),
       s.reason, s.expires_at
     from jsonb_to_recordset(:rows::jsonb) as s(id uuid, channel text, address_bidx text, reason text,
       expires_at timestamptz)
     where s.expires_at is null or s.expires_at > now()
     order by s.channel, s.address_bidx
     on conflict (tenant_id, channel, address_bidx) do update set expires_at = nullif(
       greatest(coalesce(suppressions.expires_at, 'infinity'), coalesce(excluded.expires_at, 'infinity')), 'infinity')
     where suppressions.expires_at < coalesce(excluded.expires_at, 'infinity')
     returning id, channel, reason`,
    { tenant: ctx.tenantId, rows: JSON.stringify(rows) },
  );
  await recordAudits(
    trx,
    ctx,
    made.map(({ id, channel, reason }) => ({
      action: 'suppression.created',
      entityType: 'suppression',
      entityId: id,
      detail: { channel, reason, recovered: true },
    })),
  );
  return made.length;
}

async function applyDeletions(trx: Trx, ctx: Context, ids: readonly string[]): Promise<number> {
  if (!ids.length) return 0;
  const gone: { id: string }[] = await trx('contacts')
    .whereIn('id', [...ids])
    .delete()
    .returning('id');
  await recordAudits(
    trx,
    ctx,
    gone.map(({ id }) => ({
      action: 'contact.deleted',
      entityType: 'contact',
      entityId: id,
      detail: { recovered: true },
    })),
  );
  return gone.length;
}

/**
 * A campaign that ended stays ended. One that began only after the backup has no list of who got it any more: it is
 * never begun again, since everybody could get it twice.
 */
async function applyCampaigns(
  trx: Trx,
  ctx: Context,
  campaigns: Protection['campaigns'],
): Promise<number> {
  let changed = 0;
  for (const { id, became } of campaigns) {
    const row: { status: string; audience_frozen_at: Date | null } | undefined = await trx(
      'campaigns',
    )
      .where({ id })
      .forUpdate()
      .first('status', 'audience_frozen_at');
    if (!row || ['sent', 'failed', 'canceled'].includes(row.status)) continue;
    const frozen = row.audience_frozen_at !== null;
    // It goes on below, as one that was sending: what it handed over is in the journals.
    if (became === 'started' && frozen) continue;
    const status = frozen ? became : 'canceled';
    await trx('campaigns')
      .where({ id })
      .update({
        status,
        failure: frozen ? null : STARTED_SINCE,
        finished_at: trx.fn.now(),
        updated_at: trx.fn.now(),
        version: trx.raw('version + 1'),
      });
    await trx('messages')
      .where({ campaign_id: id })
      .whereIn('status', ['queued', 'sending'])
      .update({ status: 'canceled', reason: RECOVERED, claim: null, updated_at: trx.fn.now() });
    await recordAudit(trx, ctx, {
      action: `campaign.${status}`,
      entityType: 'campaign',
      entityId: id,
      detail: { from: row.status, to: status, recovered: true },
    });
    changed++;
  }
  return changed;
}

const STARTED_SINCE =
  'It began after the backup that was restored, so it is not known who got it; it does not begin again.';

/** Why a message stands where it stands: what is known of it comes from a journal, or it is in doubt. */
export const RECOVERED = 'recovered';

/** A message that was handed over after the backup is not handed over again. */
async function applyHandOvers(
  trx: Trx,
  ctx: Context,
  { handed_over, handed_over_until }: Pick<Protection, 'handed_over' | 'handed_over_until'>,
): Promise<number> {
  let count = 0;
  for (const type of HANDED_OVER) {
    const packed = handed_over[type];
    if (packed === undefined) continue;
    const about = { tenant: ctx.tenantId, ids: unpackIds(packed), why: RECOVERED, type };
    // Its other way was taken then, if it was needed.
    await trx.raw(
      `update message_fallbacks set used_at = now(), plan_enc = null
       where tenant_id = :tenant and message_id = any(:ids::uuid[]) and used_at is null`,
      about,
    );
    const { rows } = await trx.raw<{ rows: { n: number }[] }>(
      `with gone as (
         update messages m set claim = null, held = null, not_before = null, updated_at = now(), reason = :why,
           -- What waited for consent went by one that is not known here.
           status = case when m.consent_event_id is null then 'canceled' else :type end,
           sent_at = case when :type in ('sent', 'delivered')
             then coalesce(m.sent_at, :moment::timestamptz) else m.sent_at end
         where m.tenant_id = :tenant and m.id = any(:ids::uuid[])
           and m.status in ('queued', 'sending', 'awaiting_consent')
         returning m.id, m.status
       ), told as (
         insert into message_events (tenant_id, message_id, type, detail)
         select :tenant, id, status, '{"reason": "recovered"}'::jsonb from gone
       ), settled as (
         delete from outbox o using gone g where o.tenant_id = :tenant and o.message_id = g.id
       )
       select count(*)::int as n from gone`,
      { ...about, moment: handed_over_until },
    );
    count += rows[0]?.n ?? 0;
  }
  return count;
}

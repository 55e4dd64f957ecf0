import type { Trx } from '#lib/db.ts';
import { recordAudits } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { applyCampaigns } from './apply-campaigns.ts';
import { applyHandOvers } from './apply-hand-overs.ts';
import { applyWithdrawals } from './apply-withdrawals.ts';
import { closeAgain } from './closings.ts';
import type { Protection } from './journal.ts';
import { rotateAgain } from './rotations.ts';
import { stopAgain } from './stops.ts';

/** Number of changes in a journal that the database did not know. */
export type Applied = {
  withdrawals: number;
  suppressions: number;
  contacts_deleted: number;
  campaigns: number;
  messages: number;
  keys_replaced: number;
  stopped: number;
  closed: number;
};

/**
 * Applies one journal, except its erasures, in the caller's transaction. A repeat changes nothing more: what is
 * already withdrawn, blocked or deleted stays unchanged. Consents granted since the backup are deliberately not in
 * it: without their evidence they are not proven.
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
    // Before the campaigns: the remaining recipients of an ended one got nothing.
    messages: await applyHandOvers(trx, ctx, journal),
    campaigns: await applyCampaigns(trx, ctx, journal.campaigns),
    keys_replaced: await rotateAgain(trx, ctx, journal.keys_replaced ?? []),
    stopped: await stopAgain(trx, ctx, journal.stopped ?? []),
    closed: await closeAgain(trx, ctx, journal.closed ?? []),
  };
}

/** A block that was set and lifted since the backup is lifted; one that the backup has stays, whatever was lifted. */
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

/** Deletes contacts that were deleted since. */
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

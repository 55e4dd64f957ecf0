import pMap from 'p-map';
import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { ROLES } from '../permissions.ts';
import type { AccessChange } from './access.ts';
import type { Recovery } from './begin-recovery.ts';
import { journalNumbered } from './journal.ts';

/** Access that an older database still allowed. */
export type AccessTaken = {
  members_removed: number;
  members_deactivated: number;
  roles_lowered: number;
  api_keys_deleted: number;
  invitations_deleted: number;
  sessions_ended: number;
};

/** Journals read in parallel: in object storage each takes some milliseconds of waiting. */
const AT_ONCE = 20;

/**
 * Removes again the access that members and API keys of an organisation have lost since the database's state. It
 * never grants: members who joined or were raised since stay as in the database, and a member removed and added again
 * gets at most the former role. All sessions end, since it is unknown who has signed out meanwhile. Until this is
 * done the API lets nobody of the organisation in (`assertAccessKnown`). Safe to repeat and to run in parallel.
 * @returns null when it was done before
 * @throws JournalError when a published journal cannot be used
 */
export async function takeAccessAway(
  services: Services,
  ctx: Context,
  { id, known_seal, last_seal }: Recovery,
): Promise<AccessTaken | null> {
  const keys = await services.keyring.keys(ctx);
  const numbers = Array.from({ length: last_seal - known_seal }, (_, i) => known_seal + 1 + i);
  const journals = await pMap(
    numbers,
    async (number) => (await journalNumbered(services, ctx, keys, number)).access ?? [],
    { concurrency: AT_ONCE },
  );
  return services.db.withRetentionRole(ctx, async (trx) => {
    const row: Recovery = await trx('recoveries').where({ id }).forUpdate().first();
    // More seals were found meanwhile: the process that found them does everything.
    if (row.access_at || row.last_seal !== last_seal) return null;
    const taken = await takeAway(trx, ctx, await unknownHere(trx, journals.flat()));
    await trx('recoveries').where({ id }).update({ access_at: trx.fn.now() });
    await recordAudit(trx, ctx, {
      action: 'recovery.access_taken',
      entityType: 'recovery',
      entityId: id,
      detail: taken,
    });
    return taken;
  });
}

/** Returns changes without an audit row here: the others are older than the database's state. */
async function unknownHere(trx: Trx, changes: readonly AccessChange[]): Promise<AccessChange[]> {
  const rows: { id: string }[] = await trx('audit_log')
    .whereRaw('id = any(?::uuid[])', [changes.map((one) => one.entry)])
    .select('id');
  const known = new Set(rows.map((row) => row.id));
  return changes.filter((one) => !known.has(one.entry));
}

/** What is known of a member: the last role, null when removed; whether they are let in. Undefined: unchanged. */
type MemberNow = { id: string; role?: string | null; active?: boolean };

function membersNow(changes: readonly AccessChange[]): MemberNow[] {
  const members = new Map<string, MemberNow>();
  for (const { of, id, role, active } of changes) {
    if (of !== 'member') continue;
    const before = members.get(id);
    // Who was removed and added again is let in; a deactivation before that is over.
    if (active !== undefined) members.set(id, { ...before, id, active });
    else if (role === null || before?.role === null) members.set(id, { id, role });
    else members.set(id, { ...before, id, role });
  }
  return [...members.values()];
}

/**
 * Removes the access. The triggers of schema auth write an audit row per removal; `set_config` gives them the actor.
 */
async function takeAway(
  trx: Trx,
  { tenantId: tenant, actor, requestId }: Context,
  changes: readonly AccessChange[],
): Promise<AccessTaken> {
  await trx.raw(
    `select set_config('app.actor_type', ?, true), set_config('app.request_id', ?, true)`,
    [actor.type, requestId],
  );
  const change = async (sql: string, about: Record<string, string | string[]>): Promise<number> =>
    (await trx.raw<{ rowCount: number }>(sql, { tenant, ...about })).rowCount;
  const ids = (of: AccessChange['of']): string[] =>
    changes.filter((one) => one.of === of).map((one) => one.id);
  const members = membersNow(changes);
  // Before the members: their sessions are found through them.
  const sessions_ended = await change(
    `delete from auth.session where "userId" in (
       select "userId" from auth.member where "organizationId" = :tenant)`,
    {},
  );
  const api_keys_deleted = await change(
    'delete from auth.apikey where "referenceId" = :tenant and id::text = any(:ids::text[])',
    { ids: ids('api_key') },
  );
  const invitations_deleted = await change(
    'delete from auth.invitation where "organizationId" = :tenant and id::text = any(:ids::text[])',
    { ids: ids('invitation') },
  );
  const members_removed = await change(
    'delete from auth.member where "organizationId" = :tenant and "userId"::text = any(:ids::text[])',
    { ids: members.flatMap(({ id, role }) => (role === null ? [id] : [])) },
  );
  const members_deactivated = await change(
    'update auth.member set active = false where "organizationId" = :tenant and active and "userId"::text = any(:ids::text[])',
    { ids: members.flatMap(({ id, active }) => (active === false ? [id] : [])) },
  );
  const roles_lowered = await change(
    `update auth.member m set role = n.role
     from jsonb_to_recordset(:members::jsonb) as n(id text, role text)
     where m."organizationId" = :tenant and m."userId"::text = n.id
       and array_position(:ranks::text[], n.role) > array_position(:ranks::text[], m.role)`,
    { members: JSON.stringify(members.filter(({ role }) => role)), ranks: [...ROLES] },
  );
  return {
    members_removed,
    members_deactivated,
    roles_lowered,
    api_keys_deleted,
    invitations_deleted,
    sessions_ended,
  };
}

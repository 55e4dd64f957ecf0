import pMap from 'p-map';
import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { ROLES } from '../permissions.ts';
import type { AccessChange } from './access.ts';
import type { Recovery } from './begin-recovery.ts';
import { journalNumbered } from './journal.ts';

/** What an older database still allowed. */
export type AccessTaken = {
  members_removed: number;
  roles_lowered: number;
  api_keys_deleted: number;
  invitations_deleted: number;
  sessions_ended: number;
};

/** Journals read side by side: in object storage one takes some milliseconds of waiting. */
const AT_ONCE = 20;

/**
 * Takes away again what members and API keys of an organisation have lost since the database's moment. It never
 * gives: who joined or was raised since is as the database knows them, and somebody removed and added again has at
 * most the role of then. Sessions end all, since nobody knows who has signed out meanwhile. Until this is done the
 * API lets nobody of the organisation in (`assertAccessKnown`). Safe to repeat, and to run twice at once.
 * @returns null when it was done before
 * @throws JournalError when what was published cannot be used
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
    // Longer by now: whoever found that does it all.
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

/** Changes that have no audit row here: the others happened before the database's moment. */
async function unknownHere(trx: Trx, changes: readonly AccessChange[]): Promise<AccessChange[]> {
  const rows: { id: string }[] = await trx('audit_log')
    .whereRaw('id = any(?::uuid[])', [changes.map((one) => one.entry)])
    .select('id');
  const known = new Set(rows.map((row) => row.id));
  return changes.filter((one) => !known.has(one.entry));
}

/** Said more than once of a member, the last counts. Null: none any more. */
const rolesNow = (changes: readonly AccessChange[]): { id: string; role: string | null }[] => [
  ...new Map(
    changes.flatMap((one) => (one.of === 'member' ? [[one.id, one] as const] : [])),
  ).values(),
];

/** The triggers of schema auth write an audit row for each that goes; they are told who acts. */
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
  const members = rolesNow(changes);
  // Before members go: their sessions are found by them.
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
  const roles_lowered = await change(
    `update auth.member m set role = n.role
     from jsonb_to_recordset(:members::jsonb) as n(id text, role text)
     where m."organizationId" = :tenant and m."userId"::text = n.id
       and array_position(:ranks::text[], n.role) > array_position(:ranks::text[], m.role)`,
    { members: JSON.stringify(members), ranks: [...ROLES] },
  );
  return { members_removed, roles_lowered, api_keys_deleted, invitations_deleted, sessions_ended };
}

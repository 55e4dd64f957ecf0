import pMap from 'p-map';
import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { ROLES } from '../identity/permissions.ts';
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
  return services.db.withKeeper(ctx, async (trx) => {
    const row: Recovery = await trx('recoveries').where({ id }).forUpdate().first();
    // Longer by now: whoever found that does it all.
    if (row.access_at || row.last_seal !== last_seal) return null;
    const taken = await apply(trx, ctx, await unknownHere(trx, journals.flat()));
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

/** The triggers of schema auth write an audit row for each that goes; they are told who acts. */
async function apply(
  trx: Trx,
  ctx: Context,
  changes: readonly AccessChange[],
): Promise<AccessTaken> {
  const { tenantId: tenant } = ctx;
  await trx.raw(
    `select set_config('app.actor_type', ?, true), set_config('app.request_id', ?, true)`,
    [ctx.actor.type, ctx.requestId],
  );
  const ids = (of: AccessChange['of']): string[] =>
    changes.filter((one) => one.of === of).map((one) => one.id);
  // Said more than once, the last counts.
  const roles = new Map(
    changes.filter((one) => one.of === 'member').map((one) => [one.id, one.role]),
  );
  const kept = [...roles].flatMap(([id, role]) => (role === null ? [] : [{ id, role }]));
  // Before members go: their sessions are found by them.
  const sessions = await trx.raw(
    `delete from auth.session where "userId" in (select "userId" from auth.member where "organizationId" = ?)`,
    [tenant],
  );
  const keys = await trx.raw(
    'delete from auth.apikey where "referenceId" = ? and id::text = any(?::text[])',
    [tenant, ids('api_key')],
  );
  const invitations = await trx.raw(
    'delete from auth.invitation where "organizationId" = ? and id::text = any(?::text[])',
    [tenant, ids('invitation')],
  );
  const removed = await trx.raw(
    'delete from auth.member where "organizationId" = ? and "userId"::text = any(?::text[])',
    [tenant, [...roles].flatMap(([id, role]) => (role === null ? [id] : []))],
  );
  const lowered = await trx.raw(
    `update auth.member m set role = now_is.role from unnest(?::text[], ?::text[]) as now_is(id, role)
     where m."organizationId" = ? and m."userId"::text = now_is.id
       and array_position(?::text[], now_is.role) > array_position(?::text[], m.role)`,
    [kept.map((one) => one.id), kept.map((one) => one.role), tenant, [...ROLES], [...ROLES]],
  );
  return {
    members_removed: removed.rowCount,
    roles_lowered: lowered.rowCount,
    api_keys_deleted: keys.rowCount,
    invitations_deleted: invitations.rowCount,
    sessions_ended: sessions.rowCount,
  };
}

import { z } from 'zod';
import type { Trx } from '#lib/db.ts';
import { recordAudits } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { rotatedKind } from '../keys/contract.ts';
import { workflowId } from '../processes.ts';

/** Replacements of keys that were begun. Seal keys are not among them: their old version stays as it is. */
export const keyReplaced = z.object({
  id: z.uuid(),
  kind: rotatedKind.exclude(['seal']),
  from_version: z.int(),
  /** Signing keys: until when the old version checks what it signed. */
  keep_until: z.iso.datetime().nullable(),
});
export type KeyReplaced = z.infer<typeof keyReplaced>;

/** As a journal carries them. */
export async function rotationsIn(trx: Trx, ids: readonly string[]): Promise<KeyReplaced[]> {
  const rows: (Omit<KeyReplaced, 'keep_until'> & { keep_until: Date | null })[] = await trx(
    'key_rotations',
  )
    .whereIn('id', [...ids])
    .whereNot({ kind: 'seal' })
    .orderBy('id')
    .select('id', 'kind', 'from_version', 'keep_until');
  return rows.map((row) => ({ ...row, keep_until: row.keep_until?.toISOString() ?? null }));
}

/**
 * A key that was replaced since is in the restored database under its old version again, and the newest copy of the
 * keys brought the new one; without the rotation's row nothing would ever move the values to it, nor end a signing
 * key that may have leaked. So the rotation is begun again under its own id, to the newest version there is. Where
 * the new version is not known (a database put back without its newest keys) there is nothing to go on with.
 * @returns how many were begun
 */
export async function rotateAgain(
  trx: Trx,
  ctx: Context,
  replaced: readonly KeyReplaced[],
): Promise<number> {
  if (!replaced.length) return 0;
  const rows = replaced.map((one) => ({
    ...one,
    workflow_id: workflowId('key-rotation', ctx.tenantId, one.id),
  }));
  // Everything is stopped while a database is put back, so nobody seals with the old version any more. Several
  // signing keys may be kept at once; of data keys one is moved at a time, and the first has all the values.
  const { rows: begun } = await trx.raw<{
    rows: { id: string; kind: string; from_version: number; to_version: number }[];
  }>(
    `insert into key_rotations (tenant_id, id, kind, status, from_version, to_version, active_from, settled_from,
       keep_until, workflow_id, requested_by_type)
     select :tenant::uuid, r.id, r.kind, case r.kind when 'signing' then 'keeping' else 'announced' end,
       r.from_version, newest.version, now(), now(), r.keep_until, r.workflow_id, 'system'
     from jsonb_to_recordset(:rows::jsonb) as r(id uuid, kind text, from_version int, keep_until timestamptz,
       workflow_id text)
     join tenant_keys old on old.tenant_id = :tenant::uuid and old.kind = r.kind
       and old.version = r.from_version and old.wrapped is not null
     cross join lateral (select k.version from tenant_keys k where k.tenant_id = :tenant::uuid and k.kind = r.kind
       and k.version > r.from_version and k.wrapped is not null order by k.version desc limit 1) newest
     order by r.id
     on conflict do nothing
     returning id, kind, from_version, to_version`,
    { tenant: ctx.tenantId, rows: JSON.stringify(rows) },
  );
  await recordAudits(
    trx,
    ctx,
    begun.map(({ id, ...detail }) => ({
      action: 'key_rotation.started',
      entityType: 'key_rotation',
      entityId: id,
      detail: { ...detail, recovered: true },
    })),
  );
  return begun.length;
}

import { z } from 'zod';
import type { Trx } from '#lib/db.ts';
import { recordAudits } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { rotatedKind } from '../keys/contract.ts';
import { workflowId } from '../processes.ts';

/** A key rotation that was begun. Seal keys are excluded: their old version stays as it is. */
export const keyReplaced = z.object({
  id: z.uuid(),
  kind: rotatedKind.exclude(['seal']),
  from_version: z.int(),
  /** Signing keys: until when the old version checks what it signed. */
  keep_until: z.iso.datetime().nullable(),
});
export type KeyReplaced = z.infer<typeof keyReplaced>;

/** Returns rotations as a journal lists them. */
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
 * Begins rotations again that a restored database has lost. Its values are under the old version of a key, while the
 * newest copy of the keys has the new one; without the row of the rotation nothing would ever move the values to it,
 * nor end a signing key that may have leaked. The rotation begins again under its own id, to the newest version there
 * is. Where the new version is unknown (a restore without the newest keys) nothing can be done.
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
  // During a restore everything is stopped, so nobody encrypts with the old version any more. Several signing keys
  // may be kept at once; data keys are moved one at a time, and the first one has all the values.
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

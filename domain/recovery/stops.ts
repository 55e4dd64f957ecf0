import { z } from 'zod';
import type { Trx } from '#lib/db.ts';
import { recordAudits } from '../audit/record.ts';
import type { AuditAction } from '../audit/sentences.contract.ts';
import type { Context } from '../context.ts';
import { postSignal } from '../process-outbox/post.ts';

/** What a person can stop for good, besides campaigns: each would continue from the state in the backup. */
const STOPS = {
  import: {
    action: 'import.canceled',
    table: 'imports',
    to: 'canceled',
    finished: true,
    from: ['pending', 'running'],
  },
  suppression_import: {
    action: 'suppression_import.canceled',
    table: 'suppression_imports',
    to: 'canceled',
    finished: true,
    from: ['running'],
  },
  export: {
    action: 'export.revoked',
    table: 'privacy_exports',
    to: 'revoked',
    finished: false,
    from: ['pending', 'ready'],
  },
  replay: {
    action: 'campaign.replay_canceled',
    table: 'campaign_replays',
    to: 'canceled',
    finished: true,
    from: ['running'],
  },
} as const satisfies Record<string, Stop>;

type Stop = {
  action: AuditAction;
  table: string;
  to: string;
  finished: boolean;
  from: readonly string[];
};

const KINDS = [
  'import',
  'suppression_import',
  'export',
  'replay',
] as const satisfies readonly (keyof typeof STOPS)[];

/** Something that was stopped. */
export const stopped = z.object({ kind: z.enum(KINDS), id: z.uuid() });
export type Stopped = z.infer<typeof stopped>;

export const STOP_ACTIONS = KINDS.map((kind) => STOPS[kind].action);

/** Returns stops as a journal lists them. @param rows of the audit log */
export const stopsIn = (
  rows: readonly { action: string; entity_id: string; detail: Record<string, unknown> }[],
): Stopped[] =>
  rows.flatMap(({ action, entity_id, detail }) => {
    const kind = KINDS.find((one) => STOPS[one].action === action);
    // A replay is recorded at its campaign.
    const found = stopped.safeParse({
      kind,
      id: kind === 'replay' ? detail['replay_id'] : entity_id,
    });
    return found.success ? [found.data] : [];
  });

/** Stops again what was stopped since the backup; what had ended by itself stays unchanged. @returns how many */
export async function stopAgain(
  trx: Trx,
  ctx: Context,
  stops: readonly Stopped[],
): Promise<number> {
  let count = 0;
  for (const kind of KINDS) {
    const { table, to, from, finished, action } = STOPS[kind];
    const ids = stops.flatMap((one) => (one.kind === kind ? [one.id] : []));
    if (!ids.length) continue;
    const rows: { id: string; workflow_id: string | null; entity: string }[] = await trx(table)
      .whereIn('id', ids)
      .whereIn('status', [...from])
      .update({
        status: to,
        ...(finished ? { finished_at: trx.fn.now() } : { updated_at: trx.fn.now() }),
      })
      .returning([
        'id',
        'workflow_id',
        kind === 'replay' ? 'campaign_id as entity' : 'id as entity',
      ]);
    await tell(trx, ctx, kind, rows);
    await recordAudits(
      trx,
      ctx,
      rows.map(({ id, entity }) => ({
        action,
        entityType: kind === 'replay' ? 'campaign' : kind,
        entityId: entity,
        detail: { recovered: true, ...(kind === 'replay' ? { replay_id: id } : {}) },
      })),
    );
    count += rows.length;
  }
  return count;
}

/** A process that runs does not wait for its time: a Temporal that was put back as well may not know of the stop. */
function tell(
  trx: Trx,
  ctx: Context,
  kind: Stopped['kind'],
  rows: readonly { workflow_id: string | null }[],
): Promise<void> {
  const running = rows.flatMap(({ workflow_id: id }) => (id === null ? [] : [id]));
  switch (kind) {
    case 'import':
      return postSignal(trx, ctx, 'import', running, 'importCanceled', {});
    case 'suppression_import':
      return postSignal(trx, ctx, 'suppression-import', running, 'importCanceled', {});
    case 'export':
      return postSignal(trx, ctx, 'privacy-export', running, 'copyRevoked', {});
    case 'replay':
      return postSignal(trx, ctx, 'campaign-replay', running, 'canceled', {});
  }
}

import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { postStart } from '../process-outbox/post.ts';
import { workflowId } from '../processes.ts';
import type { NewRun } from './contract.ts';
import { policiesOf } from './policies.ts';
import { getRun } from './read-runs.ts';
import type { RunRow, RunView } from './run-row.ts';

const DAY_MS = 86_400_000;

/**
 * Begins a run: records the policies and the time they are applied for, and starts the process. A dry run counts with
 * the same statements and deletes nothing.
 * @throws AppError conflict (`run_id` names the one under way), unavailable
 */
export async function startRun(
  services: Services,
  ctx: Context,
  { dry_run: dryRun }: NewRun,
): Promise<RunView> {
  await services.processes.ping();
  const id = ctx.resourceId ?? newId();
  const row = await insertRun(services, ctx, id, dryRun, { start: true });
  if (row.id !== id) {
    throw new AppError('conflict', 'A retention run is under way; wait for it to end', {
      extra: { run_id: row.id },
    });
  }
  return getRun(services, ctx, id);
}

/**
 * Begins the daily run; its process is a child of the day's process. A repeated call finds the run it began, and a
 * run that is under way is continued.
 * @returns the run's id, and whether there is something to do
 */
export async function beginDailyRun(
  services: Services,
  ctx: Context,
  id: string,
): Promise<{ run: string; running: boolean }> {
  const row = await insertRun(services, ctx, id, false, { start: false });
  return { run: row.id, running: row.status === 'running' };
}

/** Inserts a run. @returns its row, or the row of the run under way instead */
const insertRun = (
  services: Services,
  ctx: Context,
  id: string,
  dryRun: boolean,
  { start }: { start: boolean },
): Promise<Pick<RunRow, 'id' | 'status' | 'workflow_id'>> =>
  services.db.withTenant(ctx, async (trx) => {
    const find = (where: Partial<RunRow>): Promise<RunRow | undefined> =>
      trx('retention_runs').where(where).first();
    const there = (await find({ id })) ?? (await find({ status: 'running' }));
    if (there) return there;
    const policies = await policiesOf(trx);
    const asOf = timeOf(trx);
    const [row]: RunRow[] = await trx('retention_runs')
      .insert({
        tenant_id: ctx.tenantId,
        id,
        dry_run: dryRun,
        as_of: asOf,
        asked_by_type: ctx.actor.type,
        asked_by: ctx.actor.id,
        workflow_id: workflowId('retention', ctx.tenantId, id),
      })
      .onConflict(trx.raw(`(tenant_id) where status = 'running'`))
      .ignore()
      .returning('*');
    if (!row) {
      const other = await find({ status: 'running' });
      if (other) return other;
      throw new AppError('unavailable', 'A retention run has just ended; try again', {
        retryAfter: 1,
      });
    }
    const kinds = policies.flatMap((policy, position) =>
      policy.keep_days === null
        ? []
        : [
            {
              tenant_id: ctx.tenantId,
              run_id: id,
              kind: policy.kind,
              position,
              keep_days: policy.keep_days,
              action: policy.action,
              cutoff: new Date(asOf.getTime() - policy.keep_days * DAY_MS),
            },
          ],
    );
    await trx('retention_run_kinds').insert(kinds);
    await recordAudit(trx, ctx, {
      action: 'retention_run.started',
      entityType: 'retention_run',
      entityId: id,
      detail: { dry_run: dryRun },
    });
    if (start) {
      await postStart(trx, ctx, 'retention', row.workflow_id, { tenantId: ctx.tenantId, id });
    }
    return row;
  });

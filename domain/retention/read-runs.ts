import { notFound } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import { runView, type RunKindRow, type RunRow, type RunView } from './run-row.ts';

/** Lists runs, newest first. @throws AppError invalid (cursor) */
export const listRuns = (
  services: Services,
  ctx: Context,
  { dry_run, ...request }: PageRequest & { dry_run?: boolean | undefined },
): Promise<Page<RunView>> =>
  services.db.withTenant(ctx, async (trx) => {
    const query = trx('retention_runs').select('retention_runs.*');
    if (dry_run !== undefined) query.where({ dry_run });
    const found = await page<RunRow>(query, request, 'created_at', 'retention_runs');
    const kinds: RunKindRow[] = await trx('retention_run_kinds')
      .whereIn(
        'run_id',
        found.data.map((run) => run.id),
      )
      .select('*');
    return {
      ...found,
      data: found.data.map((run) =>
        runView(
          run,
          kinds.filter((kind) => kind.run_id === run.id),
        ),
      ),
    };
  });

/** Returns a run. @throws AppError not_found */
export const getRun = (services: Services, ctx: Context, id: string): Promise<RunView> =>
  services.db.withTenant(ctx, async (trx) => {
    const row: RunRow | undefined = await trx('retention_runs').where({ id }).first();
    if (!row) throw notFound('Retention run');
    return runView(row, await trx('retention_run_kinds').where({ run_id: id }).select('*'));
  });

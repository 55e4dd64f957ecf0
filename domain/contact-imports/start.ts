import { isDeepStrictEqual } from 'node:util';
import type { Trx } from '#lib/db.ts';
import { conflict, notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { ContactImport } from '#models/import.ts';
import { recordAudit } from '../audit/record.ts';
import { checkConsent } from './check-consent.ts';
import type { Context, Services } from '../context.ts';
import { postStart } from '../process-outbox/post.ts';
import { workflowId } from '../processes.ts';
import { assertAddress, assertMapping } from './columns.ts';
import type { StartRequest } from './contract.ts';
import { UNBEGUN } from './fresh.ts';
import { assertNotEnded } from './not-ended.ts';
import { importView, type ImportView } from './view.ts';

/**
 * Starts an import as a durable process, as a dry run or for real. After a dry run the same file can be run again,
 * with another mapping.
 * @throws AppError not_found, conflict (runs with other settings, or already imported), invalid, unavailable
 */
export async function startImport(
  services: Services,
  ctx: Context,
  id: string,
  request: StartRequest,
): Promise<ImportView> {
  await services.processes.ping();
  const keys = await services.keyring.keys(ctx);
  const row = await services.db.withTenant(ctx, async (trx) => {
    const found = await ContactImport.query(trx).findOne({ id }).forUpdate();
    if (!found) throw notFound('Import');
    if (found.status === 'running') {
      assertSame(found, request);
      await post(trx, ctx, found);
      return found;
    }
    assertNotEnded(found);
    const mapping = { ...found.mapping, ...request.mapping };
    assertMapping(found.columns, mapping);
    assertAddress(mapping);
    if (request.consent) await checkConsent(trx, request.consent);
    const run = found.run + 1;
    await trx('import_errors').where({ import_id: id }).delete();
    await recordAudit(trx, ctx, {
      action: request.dry_run ? 'import.tried' : 'import.started',
      entityType: 'import',
      entityId: id,
    });
    const started = await ContactImport.query(trx)
      .where({ id })
      .patch({
        status: 'running',
        dry_run: request.dry_run,
        run,
        mapping,
        ...(request.consent === undefined
          ? {}
          : { options: request.consent ? { consent: request.consent } : {} }),
        workflow_id: workflowId('import', ctx.tenantId, id, run),
        ...UNBEGUN,
        updated_at: timeOf(trx),
      })
      .returning('*')
      .first()
      .throwIfNotFound();
    await post(trx, ctx, started);
    return started;
  });
  return importView(keys, row, ctx);
}

/** Checks that a running import does what is requested. @throws AppError conflict when it does not */
function assertSame(found: ContactImport, request: StartRequest): void {
  const { consent } = request;
  const same =
    found.dry_run === request.dry_run &&
    isDeepStrictEqual({ ...found.mapping, ...request.mapping }, found.mapping) &&
    (consent === undefined || isDeepStrictEqual(stored(consent), stored(found.options.consent)));
  if (same) return;
  throw conflict(
    found.dry_run
      ? 'This file is being tried; wait for its end, then start it again'
      : 'This file is being imported',
  );
}

/** A statement of consent as the database returns it. */
const stored = (consent: unknown): unknown => JSON.parse(JSON.stringify(consent ?? null));

/** Posts the start of the import's process; does nothing if it already runs. */
const post = (
  trx: Trx,
  { tenantId }: Context,
  { id, run, workflow_id }: ContactImport,
): Promise<void> =>
  postStart(trx, { tenantId }, 'import', workflow_id ?? '', { tenantId, id, run });

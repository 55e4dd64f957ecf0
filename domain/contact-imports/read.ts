import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import { conflict, notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { ContactImport } from '#models/import.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { postSignal } from '../process-outbox/post.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import { TO_BE_ERASED, WAS_ERASED } from '../suppressions/erased.ts';
import { NOTE_KINDS, type NoteKind } from './contract.ts';
import { viewEach, viewOne, type Marked } from '../addresses/view-each.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { keptValues } from './notes.ts';
import { importView, notesFor, shown, tellsWhoIsKnown, type ImportView } from './view.ts';
import { TWO_CONTACTS } from './write-chunk.ts';

/** The maximum of errors, and of notes, listed with an import; the download has all failed rows. */
const LISTED = 1000;

/** Errors that depend on the stored contacts, not on the row itself. */
const SAYS_WHO_IS_KNOWN = [TWO_CONTACTS, WAS_ERASED, TO_BE_ERASED];

/** A failed row. `value`: the invalid cell, masked for callers who may not see personal data. */
export type ImportError = {
  row: number;
  column: string | null;
  message: string;
  value: string | null;
};
export type ImportReport = ImportView & {
  errors: (ImportError & Marked)[];
  notes: (ImportError & Marked & { kind: NoteKind })[];
};

/** Returns an import with its errors and notes. @throws AppError not_found */
export async function getImport(
  services: Services,
  ctx: Context,
  id: string,
): Promise<ImportReport & Marked> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const row = await ContactImport.query(trx).findOne({ id });
    if (!row) throw notFound('Import');
    const failed = kept(trx, id).where({ kind: 'failed' });
    if (!tellsWhoIsKnown(ctx, row)) failed.whereNotIn('message', SAYS_WHO_IS_KNOWN);
    const failures = await failed;
    const noted = await kept(trx, id).whereIn('kind', notesFor(ctx, row));
    await countByThemselves(trx, ctx, [row]);
    const reveal = ctx.permissions.has('pii:read');
    const view = (open: TenantKeys, one: Kept): ImportError => {
      const values = keptValues(open, ctx.tenantId, id, one);
      const value = one.n === 0 ? values[row.columns.indexOf(one.column_name ?? '')] : values[0];
      return {
        row: one.row,
        column: one.column_name,
        message: one.message,
        value: typeof value === 'string' ? shown(value, reveal) : null,
      };
    };
    return {
      ...viewOne(keys, row, (open, one) => importView(open, one, ctx)),
      errors: viewEach(keys, failures, view),
      notes: viewEach(keys, noted, (open, one) => ({ ...view(open, one), kind: one.kind })).flatMap(
        (one) => NOTE_KINDS.filter((kind) => kind === one.kind).map((kind) => ({ ...one, kind })),
      ),
    };
  });
}

type Kept = {
  row: number;
  n: number;
  kind: string;
  column_name: string | null;
  message: string;
  record_enc: Buffer | null;
};

const kept = (trx: Trx, id: string): Knex.QueryBuilder<Kept, Kept[]> =>
  trx('import_errors')
    .where({ import_id: id })
    .orderBy(['row', 'n'])
    .limit(LISTED)
    .select('row', 'n', 'kind', 'column_name', 'message', 'record_enc');

/**
 * Corrects the count of failed rows for callers who may not learn who is known: only errors of the rows themselves
 * count.
 */
async function countByThemselves(
  trx: Trx,
  ctx: Context,
  imports: readonly Pick<ContactImport, 'id' | 'dry_run' | 'failed'>[],
): Promise<void> {
  const silent = imports.filter((one) => !tellsWhoIsKnown(ctx, one));
  if (!silent.length) return;
  const counted: { import_id: string; count: string }[] = await trx('import_errors')
    .whereIn(
      'import_id',
      silent.map(({ id }) => id),
    ) // prettier-ignore
    .whereIn('message', SAYS_WHO_IS_KNOWN)
    .groupBy('import_id')
    .select('import_id', trx.raw('count(*) as count'));
  for (const one of silent) {
    one.failed -= Number(counted.find(({ import_id }) => import_id === one.id)?.count ?? 0);
  }
}

/** Lists imports, newest first. */
export async function listImports(
  services: Services,
  ctx: Context,
  request: PageRequest,
): Promise<Page<ImportView & Marked>> {
  const keys = await services.keyring.keys(ctx);
  const found = await services.db.withTenant(ctx, async (trx) => {
    const query = trx('imports').select('imports.*');
    const rows = await page<ContactImport>(query, request, 'created_at', 'imports');
    await countByThemselves(trx, ctx, rows.data);
    return rows;
  });
  return {
    ...found,
    data: viewEach(keys, found.data, (open, row) => importView(open, row, ctx, { masked: true })),
  };
}

/** Stops an import after its current chunk; rows already imported stay. @throws AppError not_found, conflict */
export async function cancelImport(
  services: Services,
  ctx: Context,
  id: string,
): Promise<ImportView> {
  const keys = await services.keyring.keys(ctx);
  const { was, now } = await services.db.withTenant(ctx, async (trx) => {
    const row = await ContactImport.query(trx).findOne({ id }).forUpdate();
    if (!row) throw notFound('Import');
    if (row.status !== 'running' && row.status !== 'pending') {
      throw conflict(`This import is already ${row.status}`);
    }
    await recordAudit(trx, ctx, { action: 'import.canceled', entityType: 'import', entityId: id });
    const done = await ContactImport.query(trx)
      .where({ id })
      .patch({ status: 'canceled', finished_at: timeOf(trx), updated_at: timeOf(trx) })
      .returning('*')
      .first()
      .throwIfNotFound();
    if (row.status === 'running' && row.workflow_id) {
      await postSignal(trx, ctx, 'import', [row.workflow_id], 'importCanceled', {});
    }
    await countByThemselves(trx, ctx, [done]);
    return { was: row.status, now: done };
  });
  // The file of a running import is still being read; its process removes it at the end.
  if (was === 'pending') await services.files.remove(now.file_key);
  return importView(keys, now, ctx);
}

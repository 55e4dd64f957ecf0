import { conflict, notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { ContactImport } from '#models/import.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { isGone } from '../encryption/gone.ts';
import { encodingNamed } from '../imports/encoding.ts';
import { headOf } from '../imports/keep-file.ts';
import type { ChangeRequest } from './contract.ts';
import { preview, seen, type Preview } from './preview.ts';
import { UNBEGUN } from './fresh.ts';
import { assertNotEnded } from './not-ended.ts';
import { importView, type ImportView } from './view.ts';

/**
 * Changes how a waiting file is read, and returns the new preview. With another encoding or delimiter the columns are
 * detected again. Deletes the results of an earlier dry run.
 * @throws AppError not_found, conflict (the import is running or has ended), invalid (`file`, `mapping`)
 */
export async function changeImport(
  services: Services,
  ctx: Context,
  id: string,
  request: ChangeRequest,
): Promise<ImportView> {
  const keys = await services.keyring.keys(ctx);
  const row = await services.db.withTenant(ctx, async (trx) =>
    mustWait(await ContactImport.query(trx).findOne({ id })),
  );
  const found = await lookAgain(services, ctx, row, request);
  const changed = await services.db.withTenant(ctx, async (trx) => {
    const now = mustWait(await ContactImport.query(trx).findOne({ id }).forUpdate());
    if (now.run !== row.run) throw conflict('This import has been started in the meantime');
    await trx('import_errors').where({ import_id: id }).delete();
    await recordAudit(trx, ctx, {
      action: 'import.changed',
      entityType: 'import',
      entityId: id,
      detail: { encoding: found.format.encoding, columns: found.columns.length },
    });
    return ContactImport.query(trx)
      .where({ id })
      .patch({
        ...seen(keys, ctx, id, found),
        status: 'pending',
        ...UNBEGUN,
        updated_at: timeOf(trx),
      })
      .returning('*')
      .first()
      .throwIfNotFound();
  });
  return importView(keys, changed, ctx);
}

function mustWait(row: ContactImport | undefined): ContactImport {
  if (!row) throw notFound('Import');
  if (row.status === 'running') throw conflict('This import is running');
  assertNotEnded(row);
  return row;
}

/** Inspects the file again. Settings that stay the same keep their reason. */
async function lookAgain(
  services: Services,
  ctx: Context,
  row: ContactImport,
  request: ChangeRequest,
): Promise<Preview> {
  const head = await headOf(services, ctx, row.file_key).catch((error: unknown) => {
    throw isGone(error) ? conflict('The file is gone; upload it again') : error;
  });
  const { encoding, delimiter, mapping } = request;
  const sameFormat = encoding === undefined && delimiter === undefined;
  const found = await preview(
    services,
    ctx,
    { key: row.file_key, size: Number(row.file_size), head, foreign: null },
    {
      encoding: encoding ?? encodingNamed(row.encoding),
      delimiter: delimiter ?? (sameFormat ? row.delimiter : undefined),
      mapping: sameFormat ? { ...row.mapping, ...mapping } : mapping,
    },
  );
  if (encoding === undefined) found.guesses.encoding = row.guesses.encoding;
  if (sameFormat) found.guesses.delimiter = row.guesses.delimiter;
  return found;
}

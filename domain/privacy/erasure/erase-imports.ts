import { timeOf } from '#lib/transaction-time.ts';
import { ContactImport } from '#models/import.ts';
import { keptValues } from '../../contact-imports/notes.ts';
import { isGone } from '../../encryption/gone.ts';
import { recordsOf } from '../../imports/kept-rows.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { decryptValue } from '../../encryption/personal.ts';
import { recognise, type IsTheirs } from './recognise.ts';
import { inChunks, tally, type Erasing } from './step.ts';

/** Failed rows decrypted at a time. */
const PAGE = 1000;

/**
 * Deletes the person from import files: waiting files as a whole (nobody may import them later), failed rows and
 * samples row by row. A row matches by an address, or, where the address in it is broken, by a whole name, as long as
 * the profile still has it. A namesake's failed row may be deleted too.
 * @returns false while an import runs: it needs its file until it ends
 */
export async function eraseImports(one: Erasing): Promise<boolean> {
  const { services, ctx } = one;
  const keys = await services.keyring.keys(ctx);
  const theirs = await services.db.withTenant(ctx, (trx) => recognise(trx, keys, one.subject));
  const imports = await services.db.withTenant(ctx, async (trx) =>
    ContactImport.query(trx).orderBy('id').select('*'),
  );
  for (const row of imports) {
    await eraseFailedRows(one, keys, row, theirs);
    const sampleAad = { tenantId: ctx.tenantId, table: 'imports', id: row.id, column: 'sample' };
    const sample = rowsIn(decryptValue(keys, sampleAad, row.sample_enc));
    const keepsFile = !['running', 'canceled'].includes(row.status) && !(row.status === 'completed' && !row.dry_run); // prettier-ignore
    const inFile = keepsFile && (await isInFile(one, row, theirs));
    if (!inFile && !sample.some(theirs)) continue;
    await services.db.withTenant(ctx, async (trx) => {
      await ContactImport.query(trx)
        .where({ id: row.id })
        .patch({
          sample_enc: null,
          updated_at: timeOf(trx),
          ...(inFile ? { status: 'canceled', failure: WITHDRAWN, finished_at: timeOf(trx) } : {}),
        });
      await tally(trx, one, { import_samples: sample.some(theirs) ? 1 : 0 });
    });
    if (!inFile) continue;
    await services.files.remove(row.file_key);
    await services.db.withTenant(ctx, (trx) => tally(trx, one, { import_files: 1 }));
  }
  return !imports.some((row) => row.status === 'running') && !(await blocksRun(one));
}

/** Whether a file of blocked addresses is being imported: it is deleted afterwards. */
const blocksRun = async ({ services, ctx }: Erasing): Promise<boolean> => {
  const found: unknown = await services.db.withTenant(ctx, (trx) =>
    trx('suppression_imports').where({ status: 'running' }).first('id'),
  );
  return found !== undefined;
};

const WITHDRAWN = 'The file had somebody in it who has been erased; upload it again without them';

const rowsIn = (json: string | null): unknown[][] => {
  const rows: unknown = JSON.parse(json ?? '[]');
  return Array.isArray(rows) ? rows.filter((row): row is unknown[] => Array.isArray(row)) : [];
};

async function eraseFailedRows(
  one: Erasing,
  keys: TenantKeys,
  { id }: ContactImport,
  theirs: IsTheirs,
): Promise<void> {
  let after: [row: number, n: number] = [-1, 0];
  await inChunks(one, async (trx) => {
    const rows: { row: number; n: number; record_enc: Buffer | null }[] = await trx('import_errors')
      .where({ import_id: id })
      .whereRaw('(row, n) > (?, ?)', after)
      .orderBy(['row', 'n'])
      .limit(PAGE)
      .select('row', 'n', 'record_enc');
    const gone = rows.filter((row) => theirs(keptValues(keys, one.ctx.tenantId, id, row)));
    await trx('import_errors')
      .where({ import_id: id })
      .whereIn(
        'row',
        gone.map(({ row }) => row),
      ) // prettier-ignore
      .update({ record_enc: null });
    await tally(trx, one, { import_rows: gone.length });
    const last = rows.at(-1);
    if (last) after = [last.row, last.n];
    return rows.length;
  });
}

/**
 * Whether the person is in a file. A file whose content has changed is deleted rather than trusted. @throws when it
 * cannot be read now
 */
async function isInFile(
  { services, ctx, means }: Erasing,
  row: ContactImport,
  theirs: IsTheirs,
): Promise<boolean> {
  try {
    let seen = 0;
    for await (const record of recordsOf(services, ctx, row)) {
      if (++seen % PAGE === 0) means.progress?.();
      if (theirs(record.values)) return true;
    }
    return false;
  } catch (error) {
    if (isGone(error)) return true;
    // Tells a bad file from an unreachable storage: reading the raw bytes fails while the storage is away, and is
    // retried.
    for await (const _ of services.files.read(row.file_key)) means.progress?.();
    return true;
  }
}

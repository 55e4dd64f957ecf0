import { isHeld } from '../../holds/in-force.ts';
import type { Part } from '../part.ts';

/** Files are not part of the transaction: they are deleted first, and again after a rollback. */
const FEW = 20;

const ENDED = 'coalesce(f.finished_at, f.updated_at)';

/** Rows of imports that were refused. @param ended SQL: whether their import `f` has ended */
const failedRows = (table: string, importTable: string, ended: string): Part => ({
  name: table,
  from: `${table} e join ${importTable} f on f.tenant_id = e.tenant_id and f.id = e.import_id`,
  id: `(e.import_id || '/' || lpad(e.row::text, 10, '0'))`,
  idType: 'text',
  at: ended,
  may: () => `f.status <> 'running'`,
  content: 'e::text',
  held: isHeld('e'),
  lock: 'e',
  most: 5_000,
  async take({ trx }, ids) {
    await trx.raw(
      `delete from ${table} e using unnest(?::text[]) as gone(id)
       where e.import_id = split_part(gone.id, '/', 1)::uuid and e.row = split_part(gone.id, '/', 2)::int`,
      [ids],
    );
  },
});

const imports: Part = {
  name: 'imports',
  from: 'imports f',
  id: 'f.id',
  idType: 'uuid',
  at: ENDED,
  may: () => `f.status <> 'running' and f.file_removed_at is null`,
  content: 'f::text',
  held: isHeld('f'),
  lock: 'f',
  most: FEW,
  async take({ trx, services }, ids) {
    const files: { file_key: string }[] = await trx('imports')
      .whereIn('id', ids)
      .select('file_key');
    for (const { file_key: key } of files) await services.files.remove(key);
    await trx.raw(
      `update imports f set sample_enc = null, file_removed_at = now(),
         status = case when waits then 'canceled' else status end,
         failure = case when waits then 'The file was not kept any longer; upload it again' else failure end,
         finished_at = coalesce(finished_at, updated_at)
       from (select i.id as of, i.status = 'pending' or i.dry_run and i.status = 'completed' as waits
         from imports i where i.id = any(?::uuid[])) w where f.id = w.of`,
      [ids],
    ); // prettier-ignore
  },
};

const exports: Part = {
  name: 'privacy_exports',
  from: 'privacy_exports x',
  id: 'x.id',
  idType: 'uuid',
  at: 'x.ready_at',
  may: () => `x.status = 'ready'`,
  content: 'x::text',
  held: isHeld('x', { contact: 'contact_id' }),
  lock: 'x',
  most: FEW,
  async take({ trx, services }, ids) {
    const files: { file_key: string }[] = await trx('privacy_exports')
      .whereIn('id', ids)
      .select('file_key');
    for (const { file_key: key } of files) await services.files.remove(key);
    await trx('privacy_exports')
      .whereIn('id', ids)
      .update({ status: 'expired', updated_at: trx.fn.now() });
  },
};

export const importParts = [
  failedRows('import_errors', 'imports', ENDED),
  failedRows('suppression_import_errors', 'suppression_imports', 'f.finished_at'),
  imports,
];
export const exportParts = [exports];

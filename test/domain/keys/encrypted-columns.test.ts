import test from 'ava';
import { ENCRYPTED_TABLES } from '#domain/encryption/encrypted-columns.ts';
import { testServices } from '../../_support/services.ts';

/** Encrypted columns whose values are deleted before any rotation matters. */
const NOT_MOVED: readonly string[] = [];

test('every sealed column of the database is in the list that a rotation goes through', async (t) => {
  const services = await testServices(t);
  const { rows } = await services.db.withJobs((trx) =>
    trx.raw<{ rows: { place: string }[] }>(
      `select c.relname || '.' || a.attname as place from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname like '%\\_enc'
         and not a.attisdropped order by 1`,
    ),
  );
  const known = ENCRYPTED_TABLES.flatMap(({ table, columns }) =>
    columns.map((column) => `${table}.${column}_enc`),
  );
  t.deepEqual(rows.map((row) => row.place), [...known, ...NOT_MOVED].toSorted()); // prettier-ignore
});

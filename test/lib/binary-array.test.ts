import test from 'ava';
import { bytesArray, textArray, uuidArray } from '#lib/binary-array.ts';
import { newId } from '#lib/ids.ts';
import { prepared } from '#lib/prepared.ts';
import { testContext, testServices } from '../_support/services.ts';

test('Postgres reads an array as it was given: empty, with nulls, empty values and any letters', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const read = (type: string, value: Buffer): Promise<unknown> =>
    services.db.withTenant(ctx, async (trx) => {
      const { rows } = await prepared<{ a: unknown }>(trx, `select ?::${type}[] as a`, [value]);
      return rows[0]?.a;
    });
  for (const texts of [[], ['a'], ['', null, 'NULL', '{"x"}', 'Łucja 👩‍👧', `"'\\`]])
    t.deepEqual(await read('text', textArray(texts)), texts);
  t.deepEqual(await read('text', textArray(['a\ud83db'])), ['a\ufffdb']);
  for (const bytes of [[], [null], [Buffer.alloc(0), null, Buffer.from([0, 255, 92])]])
    t.deepEqual(await read('bytea', bytesArray(bytes)), bytes);
  const ids = [newId(), newId()];
  t.deepEqual(await read('uuid', uuidArray(ids)), ids);
});

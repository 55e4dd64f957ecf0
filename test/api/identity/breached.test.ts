import { readFile } from 'node:fs/promises';
import test from 'ava';
import { newId } from '#lib/ids.ts';
import { isBreached } from '../../../api/identity/breached/breached.ts';
import { PREFIX_BYTES, prefixesOf } from '../../../api/identity/breached/prefixes.ts';

test('passwords of known breaches are found, and no others', (t) => {
  for (const password of ['qwertyuiop', '1234567890', 'password123', 'iloveyou123']) {
    t.true(isBreached(password), password);
  }
  const others = Array.from({ length: 20_000 }, () => newId());
  t.deepEqual(others.filter(isBreached), []);
  for (const password of ['a long enough password', 'ключ от всех дверей 🔑', 'short']) {
    t.false(isBreached(password), password);
  }
});

test('the list is as the script makes it: whole, sorted, each entry once', async (t) => {
  const list = await readFile('api/identity/breached/passwords.bin');
  t.is(list.length % PREFIX_BYTES, 0);
  t.true(list.length / PREFIX_BYTES > 100_000);
  for (let at = PREFIX_BYTES; at < list.length; at += PREFIX_BYTES) {
    const order = list.compare(list, at - PREFIX_BYTES, at, at, at + PREFIX_BYTES);
    if (order <= 0) return t.fail(`entry ${at / PREFIX_BYTES}`);
  }
  const made = prefixesOf(['1234567890', 'qwertyuiop', 'qwertyuiop', 'short', 'x'.repeat(129)]);
  t.is(made.length, 2 * PREFIX_BYTES);
  t.true(made.compare(made, 0, PREFIX_BYTES, PREFIX_BYTES) > 0);
});

import test from 'ava';
import { headed } from '#domain/imports/has-header.ts';

test('invisible characters are taken out of the names of columns, as out of values', (t) => {
  const values = ['na\u00adme', '\u200bE-Mail\ufeff', ' \u2060 phone', 'نام\u200cخانوادگی'];
  t.deepEqual(headed({ number: 1, values }).header, [
    'name',
    'E-Mail',
    'phone',
    'نام\u200cخانوادگی',
  ]);
});

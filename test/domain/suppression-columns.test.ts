import test from 'ava';
import { AppError } from '#lib/errors.ts';
import {
  assertOwnAddresses,
  findColumns,
  readSuppressions,
} from '#domain/suppressions/import/read-row.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const read = (header: string[], values: string[]) => {
  const { good, bad } = readSuppressions(values, findColumns(header), { reason: 'opt_out' }, 'US', NOW); // prettier-ignore
  return [...good.map((one) => `${one.channel} ${one.address}`), ...bad];
};

test('every column of addresses counts, in the languages that files come in', (t) => {
  const [email, phone] = ['a@example.com', '+12015550123'];
  const both = [`email ${email}`, `sms ${phone}`];
  t.deepEqual(read(['email', 'phone'], [email, phone]), both);
  t.deepEqual(read(['E-Mail-Adresse', 'x', 'Handynummer'], [email, 'x', phone]), both);
  t.deepEqual(read(['email', 'phone'], ['', phone]), [`sms ${phone}`]);
  t.deepEqual(read(['email', 'phone'], [email, '12']), [`email ${email}`, 'phone is not a phone number']); // prettier-ignore
  t.deepEqual(read(['email', 'phone'], [phone, '']), [`sms ${phone}`], 'one alone is what it looks like'); // prettier-ignore
  t.deepEqual(read(['email', 'phone', 'channel'], [email, phone, 'sms']), [`sms ${phone}`]);
  t.deepEqual(read(['email', 'phone'], ['', '']), ['has no address']);
  t.throws(() => findColumns(['name', 'email verified']));
});

test('an end in the past, or in a mistyped year, is said', (t) => {
  const header = ['address', 'expires_at'];
  t.deepEqual(read(header, ['a@example.com', '2026-05-31']), ['expires_at is in the past: nothing would be blocked']); // prettier-ignore
  t.deepEqual(read(header, ['a@example.com', '2026-06-02']), ['email a@example.com']);
  t.regex(
    String(read(header, ['a@example.com', '2999-01-01'])),
    /^expires_at lies more than 10 years ahead/,
  );
});

test('a number without a country code is read for the country its row names; an unknown one is not guessed', (t) => {
  const header = ['Telefon', 'Land'];
  t.deepEqual(read(header, ['0664 1234567', 'Österreich']), ['sms +436641234567']);
  t.deepEqual(read(header, ['2015550123', '']), ['sms +12015550123']);
  t.deepEqual(read(header, ['+12015550123', 'Congo']), ['sms +12015550123']);
  t.deepEqual(read(header, ['2015550123', 'Congo']), ['is not a phone number: country is not known, or may be two']); // prettier-ignore
});

test('a file with addresses of somebody else is refused with the column: nobody is blocked who did not ask', (t) => {
  for (const other of ['Parent email', 'Co-applicant email', 'Witness phone', 'Assistant’s phone', 'Vendor email', 'Notfall Telefon'])
    for (const header of [[other], ['email', other]]) {
      const error = t.throws(() => assertOwnAddresses(header), { instanceOf: AppError }, other);
      t.true(error.message.includes(other), other);
    }
  for (const header of [['email'], ['address'], ['number'], ['Customer email', 'Work phone'], ['Blocked email'], ['Do not call phone'], ['E-Mail-Adresse', 'Parent name', 'Owner']])
    t.notThrows(() => assertOwnAddresses(header), header.join());
}); // prettier-ignore

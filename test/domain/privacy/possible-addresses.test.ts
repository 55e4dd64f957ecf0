import test from 'ava';
import { possibleAddresses } from '#domain/privacy/erasure/possible-addresses.ts';

const found = (cell: string): string[] => {
  const { emails, phones } = possibleAddresses(cell, ['GB']);
  return [...emails, ...phones];
};

test('a long cell of any shape is looked through at once', (t) => {
  const started = performance.now();
  for (const part of ['王', 'ö', '😀', '!', '.', ' ', '@', 'a@', 'a at ', 'a.bc', '王;', '1-', '123456789 ']) {
    possibleAddresses(`${part.repeat(5000).slice(0, 4980)};@王`, ['US', 'GB']);
  } // prettier-ignore
  // What looks back at each letter takes a minute for 'a@' alone.
  t.true(performance.now() - started < 5000);
});

test('addresses in broken cells are found as before', (t) => {
  for (const cell of ['Mrs X <jane@example.com>', 'jane@@example.com', 'jane @ example , com', 'jane (at) example dot com', '…jane@example.com!!', 'jane example.com;']) {
    t.true(found(cell).includes('jane@example.com'), cell);
  } // prettier-ignore
  t.true(found('tel: 020 7946 0123; home').includes('+442079460123'));
});

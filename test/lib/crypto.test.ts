import { createHmac } from 'node:crypto';
import test from 'ava';
import {
  decrypt,
  decryptFor,
  encrypt,
  encryptFor,
  hmac,
  hmacInHex,
  keyVersionOf,
  personKeyIdOf,
  randomKey,
  secretKey,
} from '#lib/crypto.ts';
import { newId } from '#lib/ids.ts';

const key = { version: 3, key: secretKey(randomKey()) };

test('a sealed value opens in its own place only', (t) => {
  const sealed = encrypt(key, 'نص سري', 'tenant|contacts|1|email');
  t.is(decrypt(key, sealed, 'tenant|contacts|1|email').toString(), 'نص سري');
  t.is(keyVersionOf(sealed), 3);
  t.throws(() => decrypt(key, sealed, 'tenant|contacts|2|email'));
  t.throws(() =>
    decrypt({ ...key, key: secretKey(randomKey()) }, sealed, 'tenant|contacts|1|email'),
  );
});

test('a value changed by one bit, or with a cut tag, does not open', (t) => {
  const sealed = encrypt(key, 'x', 'p');
  for (let i = 3; i < sealed.length; i++) {
    const bad = Buffer.from(sealed);
    bad[i] = (bad[i] ?? 0) ^ 1;
    t.throws(() => decrypt(key, bad, 'p'));
  }
  t.throws(() => decrypt(key, sealed.subarray(0, 20), 'p'));
});

test('a value sealed for one person opens with that key only, empty or long', (t) => {
  const person = { id: newId(), key: secretKey(randomKey()) };
  for (const text of ['', 'ä', 'x'.repeat(100_000)]) {
    const sealed = encryptFor(person, text, 'p');
    t.is(personKeyIdOf(sealed), person.id);
    t.is(decryptFor(person, sealed, 'p').toString(), text);
    t.throws(() => decryptFor({ ...person, key: secretKey(randomKey()) }, sealed, 'p'));
  }
});

test('no two of many values have the same random beginning', (t) => {
  const ivs = Array.from({ length: 2_000 }, () => encrypt(key, 'x', 'p').toString('hex', 3, 15));
  t.is(new Set(ivs).size, ivs.length);
});

test('an HMAC is that of Node’s createHmac, whatever its key and value', (t) => {
  const values = ['', 'a', '\0', 'نص', '👩‍👧', 'half \ud83d of a letter', 'x'.repeat(1_023), 'ü'.repeat(512), 'x'.repeat(1_025), 'ü'.repeat(90_000)]; // prettier-ignore
  for (const size of [1, 32, 63, 64, 65, 200]) {
    const bytes = Buffer.alloc(size, size);
    const keyObject = secretKey(bytes);
    for (const value of [...values, ...values.map((one) => Buffer.from(one))]) {
      const wanted = createHmac('sha256', bytes).update(value).digest();
      t.deepEqual(hmac(keyObject, value), wanted);
      t.is(hmacInHex(keyObject, value), wanted.toString('hex'));
    }
  }
});

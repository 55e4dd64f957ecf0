import test from 'ava';
import { decrypt, randomKey, encrypt, keyVersionOf, secretKey } from '#lib/crypto.ts';

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

import test from 'ava';
import { open, randomKey, seal, sealedVersion, secretKey } from '#lib/crypto.ts';

const key = { version: 3, key: secretKey(randomKey()) };

test('a sealed value opens in its own place only', (t) => {
  const sealed = seal(key, 'نص سري', 'tenant|contacts|1|email');
  t.is(open(key, sealed, 'tenant|contacts|1|email').toString(), 'نص سري');
  t.is(sealedVersion(sealed), 3);
  t.throws(() => open(key, sealed, 'tenant|contacts|2|email'));
  t.throws(() => open({ ...key, key: secretKey(randomKey()) }, sealed, 'tenant|contacts|1|email'));
});

test('a value changed by one bit, or with a cut tag, does not open', (t) => {
  const sealed = seal(key, 'x', 'p');
  for (let i = 3; i < sealed.length; i++) {
    const bad = Buffer.from(sealed);
    bad[i] = (bad[i] ?? 0) ^ 1;
    t.throws(() => open(key, bad, 'p'));
  }
  t.throws(() => open(key, sealed.subarray(0, 20), 'p'));
});

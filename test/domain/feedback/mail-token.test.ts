import test from 'ava';
import { readMailToken, signMailToken, tokenIn } from '#domain/feedback/mail-token.ts';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../../_support/services.ts';

test('a token stands for one thing, for one use, in either case of letters', async (t) => {
  const services = await testServices(t);
  const [mine, other] = [await testContext(services), await testContext(services)];
  const keys = await services.keyring.keys(mine);
  const target = { tenantId: mine.tenantId, what: 'message' as const, id: newId() };
  const token = signMailToken(keys, 'bounce', target);
  t.deepEqual(await readMailToken(services, 'bounce', token), target);
  t.deepEqual(await readMailToken(services, 'bounce', token.toUpperCase()), target);
  t.is(await readMailToken(services, 'unsubscribe', token), null);
  t.true(`unsubscribe+${token}`.length <= 64, 'RFC 5321 §4.5.3.1.1');

  for (let i = 0; i < token.length; i++) {
    const letter = token[i] === 'a' ? 'b' : 'a';
    const forged = token.slice(0, i) + letter + token.slice(i + 1);
    t.is(await readMailToken(services, 'bounce', forged), null, `letter ${i}`);
  }
  const foreign = signMailToken(await services.keyring.keys(other), 'bounce', target);
  t.is(await readMailToken(services, 'bounce', foreign), null, 'another tenant’s key');
  for (const nonsense of ['', 'x', token.slice(1), `${token}a`, '0'.repeat(48), 'é'.repeat(48)]) {
    t.is(await readMailToken(services, 'bounce', nonsense), null);
  }
});

test('addresses of ours are known by their form', (t) => {
  const token = 'a'.repeat(48);
  t.deepEqual(tokenIn(`bounce+${token}@returns.example`), { use: 'bounce', token });
  t.deepEqual(tokenIn(`<Unsubscribe+${token}@x.example>`), { use: 'unsubscribe', token });
  for (const other of ['', 'bounce@x', `bounce+${token}`, `x+${token}@y`, `bounce+${token}a@y`]) {
    t.is(tokenIn(other), null, other);
  }
});

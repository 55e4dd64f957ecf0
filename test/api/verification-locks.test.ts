import test from 'ava';
import { testApi, type Answer, type TestApi, type TestTenant } from '../_support/api.ts';
import { receiveCode } from '../_support/verification.ts';

/* Twenty wrong codes in a day lock an address for a purpose; each one more doubles; nothing resets it. */
const TO = 'victim@example.com';

const start = async (tenant: TestTenant, more: object = {}): Promise<string> =>
  (await tenant.call('POST', '/verifications', { channel: 'email', to: TO, ...more })).body.id;
const check = (tenant: TestTenant, id: string, code = '00000000'): Promise<Answer> =>
  tenant.call('POST', `/verifications/${id}/check`, { code });
const wait = (answer: Answer): number => Number(answer.headers.get('retry-after'));

/** A verification that may be guessed at as often as we like: the limits per code are tested elsewhere. */
async function guessable(api: TestApi, tenant: TestTenant): Promise<string> {
  const id = await start(tenant);
  await update(api, tenant, { max_attempts: 1_000_000 });
  return id;
}
const update = (api: TestApi, tenant: TestTenant, fields: object): Promise<number> =>
  api.services.db.withTenant(tenant.context, (trx) => trx('verifications').update(fields));
/** As if the lock had ended by itself. */
const serve = (api: TestApi, tenant: TestTenant): Promise<number> =>
  api.services.db.withTenant(tenant.context, (trx) =>
    trx('verification_locks').update({ locked_until: trx.raw('clock_timestamp()') }),
  );

test('parallel guesses over several verifications cannot pass the lock together', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const ids = await Promise.all(Array.from({ length: 5 }, () => start(tenant)));
  await update(api, tenant, { max_attempts: 1_000_000 });
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, i) => check(tenant, ids[i % 5] ?? '')),
  );
  t.is(answers.filter((a) => a.status === 200).length, 20);
  t.is(answers.filter((a) => a.status === 429).length, 40);
});

test('each failure more doubles the lock, up to a day; a right code does not start the day anew', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const id = await guessable(api, tenant);
  for (let i = 0; i < 20; i++) t.is((await check(tenant, id)).status, 200);
  const hours: number[] = [];
  for (let level = 1; level <= 7; level++) {
    const locked = await check(tenant, id);
    t.is(locked.status, 429);
    t.like(locked.body, { reason: 'locked' });
    hours.push(Math.round(wait(locked) / 3600));
    await serve(api, tenant);
    t.is((await check(tenant, id)).status, 200);
  }
  t.deepEqual(hours, [1, 2, 4, 8, 16, 24, 24]);
  await serve(api, tenant);
  const mine = await start(tenant);
  const code = await receiveCode(api, tenant, mine);
  t.is((await check(tenant, mine, code)).body.status, 'approved');
  t.is((await check(tenant, id)).status, 200);
  t.true(wait(await check(tenant, id)) > 23 * 3600, 'the first failure after it locks as before');
});

test('a lock is of one address and one purpose', async (t) => {
  const api = await testApi(t);
  const [tenant, other] = [await api.tenant(), await api.tenant()];
  const id = await guessable(api, tenant);
  for (let i = 0; i < 20; i++) await check(tenant, id);
  t.is((await tenant.call('POST', '/verifications', { channel: 'email', to: TO })).status, 429);
  const purpose = { channel: 'email', to: TO, purpose: 'payment' };
  t.is((await tenant.call('POST', '/verifications', purpose)).status, 202);
  const address = { channel: 'email', to: 'attacker@example.com' };
  t.is((await tenant.call('POST', '/verifications', address)).status, 202);
  t.is((await other.call('POST', '/verifications', { channel: 'email', to: TO })).status, 202);
  t.is((await tenant.call('POST', `/verifications/${id}/resend`)).status, 429);
});

test('a hundred in a row stop an address until somebody lifts it', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const id = await guessable(api, tenant);
  for (let i = 0; i < 100; i++) {
    await check(tenant, id);
    if (i < 99) await serve(api, tenant);
  }
  t.true(wait(await check(tenant, id)) > 86_000);
  const { body } = await tenant.call('GET', '/verification-settings');
  t.is(body.locks.length, 1);
  t.like(body.locks[0], { to: 'v•••@example.com', consecutive: 100, locked_until: null });
  t.is(body.alerts[0].kind, 'destination_stopped');
  const lift = `/verification-settings/locks/${body.locks[0].id}/lift`;
  t.is((await tenant.call('POST', lift)).status, 204);
  const again = await start(tenant);
  const code = await receiveCode(api, tenant, again);
  t.is((await check(tenant, again, code)).body.status, 'approved');
});

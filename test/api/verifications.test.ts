import test from 'ava';
import { testApi, type TestTenant } from '../_support/api.ts';
import { receiveCode } from '../_support/verification.ts';

const start = (tenant: TestTenant, to = '+12015550123', channel = 'sms') =>
  tenant.call('POST', '/verifications', { channel, to });

test('a code proves an address once', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const made = await start(tenant);
  t.is(made.status, 202);
  t.like(made.body, { status: 'pending', channel: 'sms', to: '+1•••••123', attempts_left: 5 });
  const code = await receiveCode(api, tenant, made.body.id);
  t.regex(code, /^\d{6}$/);
  const wrong = code === '000000' ? '000001' : '000000';
  const first = await tenant.call('POST', `/verifications/${made.body.id}/check`, { code: wrong });
  t.like(first, { status: 200, body: { status: 'pending', attempts_left: 4 } });
  const right = await tenant.call('POST', `/verifications/${made.body.id}/check`, { code });
  t.like(right, { status: 200, body: { status: 'approved' } });
  const again = await tenant.call('POST', `/verifications/${made.body.id}/check`, { code });
  t.is(again.status, 409);
});

test('of twenty parallel right codes one wins', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { body } = await start(tenant);
  const code = await receiveCode(api, tenant, body.id);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      tenant.call('POST', `/verifications/${body.id}/check`, { code }),
    ),
  );
  t.is(answers.filter((a) => a.body.status === 'approved').length, 1);
  t.is(answers.filter((a) => a.status === 409).length, 19);
});

test('of fifty parallel wrong codes at most five are looked at', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { body } = await start(tenant);
  const code = await receiveCode(api, tenant, body.id);
  const wrong = code === '000000' ? '000001' : '000000';
  const answers = await Promise.all(
    Array.from({ length: 50 }, () =>
      tenant.call('POST', `/verifications/${body.id}/check`, { code: wrong }),
    ),
  );
  t.is(answers.filter((a) => a.body.status === 'pending').length, 4);
  t.is(answers.filter((a) => a.body.status === 'max_attempts_reached').length, 46);
  const right = await tenant.call('POST', `/verifications/${body.id}/check`, { code });
  t.like(right, { status: 200, body: { status: 'max_attempts_reached', attempts_left: 0 } });
});

test('a resend waits its time, kills the old code and does not reset the failures', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { body } = await start(tenant, 'someone@example.com', 'email');
  const old = await receiveCode(api, tenant, body.id);
  t.regex(old, /^\d{8}$/);
  await tenant.call('POST', `/verifications/${body.id}/check`, { code: '00000000' });
  const soon = await tenant.call('POST', `/verifications/${body.id}/resend`);
  t.is(soon.status, 429);
  t.truthy(soon.headers.get('retry-after'));
  await api.services.db.withTenant(tenant.context, (trx) =>
    trx('verifications').where({ id: body.id }).update({ resend_at: new Date() }),
  );
  const resent = await tenant.call('POST', `/verifications/${body.id}/resend`);
  t.like(resent, { status: 202, body: { attempts_left: 4 } });
  const code = await receiveCode(api, tenant, body.id);
  const dead = await tenant.call('POST', `/verifications/${body.id}/check`, { code: old });
  t.like(dead.body, { status: 'pending', attempts_left: 3 });
  const right = await tenant.call('POST', `/verifications/${body.id}/check`, { code });
  t.is(right.body.status, 'approved');
});

test('an expired code is expired, whatever the timer does', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { body } = await start(tenant);
  const code = await receiveCode(api, tenant, body.id);
  await api.services.db.withTenant(tenant.context, (trx) =>
    trx('verifications')
      .where({ id: body.id })
      .update({ expires_at: new Date(Date.now() - 1) }),
  );
  const late = await tenant.call('POST', `/verifications/${body.id}/check`, { code });
  t.like(late, { status: 200, body: { status: 'expired' } });
  t.is((await tenant.call('GET', `/verifications/${body.id}`)).body.status, 'expired');
  t.is((await tenant.call('POST', `/verifications/${body.id}/resend`)).status, 409);
});

test('a destination gets five codes in ten minutes, however they are asked for', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const answers = await Promise.all(Array.from({ length: 8 }, () => start(tenant)));
  t.is(answers.filter((a) => a.status === 202).length, 5);
  const refused = answers.find((a) => a.status === 429);
  t.true(Number(refused?.headers.get('retry-after')) > 0);
});

test('twenty wrong codes over several verifications lock the destination', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  for (let i = 0; i < 4; i++) {
    const { body } = await start(tenant);
    await receiveCode(api, tenant, body.id);
    for (let n = 0; n < 5; n++) {
      await tenant.call('POST', `/verifications/${body.id}/check`, { code: '0000' });
    }
  }
  const locked = await start(tenant);
  t.is(locked.status, 429);
  t.true(Number(locked.headers.get('retry-after')) > 3000);
});

for (const [to, channel] of [
  ['12', 'sms'],
  ['nobody', 'email'],
  ['a@b', 'email'],
] as const) {
  test(`${to} is no address to send to`, async (t) => {
    const api = await testApi(t);
    const tenant = await api.tenant();
    const answer = await start(tenant, to, channel);
    t.is(answer.status, 422);
    t.is(answer.body.errors[0].path, 'to');
  });
}

test('the code is nowhere in the database', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { body } = await start(tenant);
  const code = await receiveCode(api, tenant, body.id);
  const rows = await api.services.db.withTenant(tenant.context, async (trx) => [
    ...(await trx('verifications').select(trx.raw('verifications::text as row'))),
    ...(await trx('audit_log').select(trx.raw('audit_log::text as row'))),
  ]);
  t.true(rows.length >= 2);
  t.false(rows.some((r: { row: string }) => r.row.includes(code)));
});

import test from 'ava';
import { newId } from '#lib/ids.ts';
import { recordCodeHandOver } from '#domain/verification/record-hand-over.ts';
import { testApi, type Answer, type TestApi, type TestTenant } from '../_support/api.ts';
import { someone, twilioApi } from '../_support/twilio.ts';
import { receiveCode } from '../_support/verification.ts';

/* Final states stay final; one check wins; a code is valid for one use only. */
const mail = async (tenant: TestTenant, to: string): Promise<string> =>
  (await tenant.call('POST', '/verifications', { channel: 'email', to })).body.id;
const check = (tenant: TestTenant, id: string, code: string): Promise<Answer> =>
  tenant.call('POST', `/verifications/${id}/check`, { code });
const row = (api: TestApi, tenant: TestTenant, id: string) =>
  api.services.db.withTenant(tenant.context, (trx) => trx('verifications').where({ id }).first());
const send = (api: TestApi, tenant: TestTenant, id: string) =>
  api.services.db.withTenant(tenant.context, (trx) =>
    trx('verification_sends').where({ verification_id: id }).first(),
  );

test('twenty parallel right codes give one grant', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const asked = await tenant.call('POST', '/consents/opt-in', {
    email: 'ann@example.com',
    channel: 'email',
    purpose: 'marketing',
    source: 'web_form',
    wording: 'Yes, please.',
  });
  const code = await receiveCode(api, tenant, asked.body.verification_id);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => check(tenant, asked.body.verification_id, code)),
  );
  t.is(answers.filter((a) => a.body.status === 'approved').length, 1);
  const { body } = await tenant.call('GET', `/consents/${asked.body.id}/history`);
  t.is(body.data.filter((e: { action: string }) => e.action === 'grant').length, 1);
  const approvals = await tenant.call('GET', '/audit?limit=200');
  const approved = approvals.body.data.filter(
    (e: { action: string }) => e.action === 'verification.approved',
  );
  t.is(approved.length, 1);
});

const ENDS: Record<string, (api: TestApi, tenant: TestTenant, id: string, code: string) => unknown> = {
  approved: (_, tenant, id, code) => check(tenant, id, code),
  canceled: (_, tenant, id) => tenant.call('POST', `/verifications/${id}/cancel`),
  max_attempts_reached: async (_, tenant, id, code) => {
    const wrong = code === '00000000' ? '00000001' : '00000000';
    for (let i = 0; i < 5; i++) await check(tenant, id, wrong);
  },
  undeliverable: (api, tenant, id) =>
    recordCodeHandOver(api.services, tenant.context, id, {
      send: 1,
      segments: 1,
      status: 'rejected',
      code: '550',
      providerMessageId: null,
    }),
}; // prettier-ignore
for (const [status, end] of Object.entries(ENDS)) {
  test(`${status} is final, and nothing of the code is kept`, async (t) => {
    const api = await testApi(t);
    const tenant = await api.tenant();
    const id = await mail(tenant, 'ann@example.com');
    const code = await receiveCode(api, tenant, id);
    t.truthy((await row(api, tenant, id)).code_hmac);
    await end(api, tenant, id, code);
    t.like(await row(api, tenant, id), { status, code_hmac: null });
    const late = await check(tenant, id, code);
    t.not(late.body.status, status === 'approved' ? 'pending' : 'approved');
    t.is(late.status, status === 'approved' ? 409 : 200);
    t.is((await tenant.call('POST', `/verifications/${id}/resend`)).status, 409);
    t.is((await tenant.call('POST', `/verifications/${id}/cancel`)).status, 409);
    t.is((await tenant.call('GET', `/verifications/${id}`)).body.status, status);
  });
}

test('a code for one verification is worth nothing for another', async (t) => {
  const api = await testApi(t);
  const [a, b] = [await api.tenant(), await api.tenant()];
  const of = (to: string, purpose: string, tenant = a) =>
    tenant.call('POST', '/verifications', { channel: 'email', to, purpose });
  const mine = (await of('ann@example.com', 'login')).body.id;
  const code = await receiveCode(api, a, mine);
  for (const other of [
    await of('ann@example.com', 'payment'),
    await of('ann@example.com', 'login'),
    await of('ben@example.com', 'login'),
  ]) {
    await receiveCode(api, a, other.body.id);
    t.is((await check(a, other.body.id, code)).body.status, 'pending');
  }
  const theirs = await of('ann@example.com', 'login', b);
  await receiveCode(api, b, theirs.body.id);
  t.is((await check(b, theirs.body.id, code)).body.status, 'pending');
  t.is((await check(b, mine, code)).status, 404);
  t.is((await check(a, mine, code)).body.status, 'approved');
});

test('a new code after 30, 60 and 120 seconds, each as long-lived as the first', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  let asked = Date.now();
  const id = await mail(tenant, 'ann@example.com');
  const waits: number[] = [];
  for (let sends = 1; sends <= 5; sends++) {
    const { body } = await tenant.call('GET', `/verifications/${id}`);
    const sent = Date.parse(body.expires_at) - 600_000;
    t.true(sent >= asked && sent <= Date.now());
    waits.push((Date.parse(body.resend_available_at) - sent) / 1000);
    const soon = await tenant.call('POST', `/verifications/${id}/resend`);
    t.like(soon, { status: 429, body: { reason: 'too_soon' } });
    await api.services.db.withTenant(tenant.context, (trx) =>
      trx('verifications').where({ id }).update({ resend_at: new Date() }),
    );
    asked = Date.now();
    const answer = await tenant.call('POST', `/verifications/${id}/resend`);
    t.is(answer.status, sends < 5 ? 202 : 429, 'five codes in ten minutes');
  }
  t.deepEqual(waits, [30, 60, 120, 120, 120]);
});

test('an unknown id and one of somebody else look the same', async (t) => {
  const api = await testApi(t);
  const [a, b] = [await api.tenant(), await api.tenant()];
  const theirs = await mail(b, 'ann@example.com');
  const answers = [await check(a, theirs, '12345678'), await check(a, newId(), '12345678')];
  const [one, two] = answers.map(({ status, body }) => {
    const { instance, request_id, ...rest } = body;
    return { status, ...rest, shape: [typeof instance, typeof request_id] };
  });
  t.deepEqual(one, two);
  t.is(one?.status, 404);
});

const report = (status: string, more: object = {}) => ({
  MessageSid: 'SM1',
  MessageStatus: status,
  ...more,
});
const place = (tenant: TestTenant, id: string): string =>
  `/status?t=${tenant.context.tenantId}&k=verification&id=${id}`;
const text = async (tenant: TestTenant): Promise<string> =>
  (await tenant.call('POST', '/verifications', { channel: 'sms', to: someone().address })).body.id;

test('a code that the phone network could not deliver makes its verification undeliverable', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  const id = await text(tenant);
  const code = await receiveCode(api, tenant, id);
  await api.post(place(tenant, id), report('sent'));
  t.is((await row(api, tenant, id)).status, 'pending');
  await api.post(place(tenant, id), report('undelivered', { ErrorCode: '30006' }));
  t.like(await row(api, tenant, id), { status: 'undeliverable', code_hmac: null });
  t.is((await check(tenant, id, code)).body.status, 'undeliverable');
});

test('a report about a code that another has replaced ends nothing', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  const id = await text(tenant);
  await receiveCode(api, tenant, id, 'SM1');
  await api.services.db.withTenant(tenant.context, (trx) =>
    trx('verifications').where({ id }).update({ resend_at: new Date() }),
  );
  await tenant.call('POST', `/verifications/${id}/resend`);
  // The first fails while the second is on its way, and again once it is there.
  await api.post(place(tenant, id), report('failed'));
  t.is((await row(api, tenant, id)).status, 'pending');
  const code = await receiveCode(api, tenant, id, 'SM2');
  await api.post(place(tenant, id), report('failed'));
  t.is((await check(tenant, id, code)).body.status, 'approved');
});

test('what a code costs is counted as written, then as billed', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  const cost = async (): Promise<string> =>
    (await tenant.call('GET', '/verification-settings')).body.today.cost;
  const id = await text(tenant);
  t.is(await cost(), '0.0083');
  await receiveCode(api, tenant, id);
  t.like(await send(api, tenant, id), { price_basis: 'counted', segments: 1 });
  const billed = { Price: '-0.01660', PriceUnit: 'USD', NumSegments: '2' };
  await api.post(place(tenant, id), report('delivered', billed));
  await api.post(place(tenant, id), report('delivered', billed));
  t.like(await send(api, tenant, id), { price_basis: 'provider', segments: 2, price: '0.016600' });
  t.is(await cost(), '0.0166');
  await api.post(place(tenant, id), report('delivered', { Price: '-9', PriceUnit: 'JPY' }));
  t.is(await cost(), '0.0166', 'another currency is not added up');
  const refused = await text(tenant);
  t.is(await cost(), '0.0249');
  await ENDS['undeliverable']?.(api, tenant, refused, '');
  t.is(await cost(), '0.0166', 'what the provider refused at once costs nothing');
});

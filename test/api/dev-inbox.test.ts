import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { devInbox } from '#api/dev-inbox.ts';
import { twilioWebhooks } from '#api/webhooks/twilio.ts';
import { startReceivers } from '#providers/local/receivers.ts';
import { createTwilioSms } from '#providers/sms/twilio.ts';
import { freePort } from '../../bin/services/ports.ts';
import { testApi } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';
import { readConsent } from '../_support/read-consent.ts';

const ACCOUNT = { accountSid: `AC${'1'.repeat(32)}`, authToken: 'token' };
const FROM = '+15005550006';

async function setUp(t: ExecutionContext) {
  const dir = await mkdtemp(join(tmpdir(), 'assent-inbox-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  // Each must know the other's address beforehand, as with `npm start`.
  const http = await freePort();
  const options = { authToken: ACCOUNT.authToken, publicUrl: '' };
  const api = await testApi(t, {
    routers: (services) => [
      devInbox(`http://127.0.0.1:${http}`),
      twilioWebhooks(services, options),
    ],
  });
  options.publicUrl = api.url;
  const receivers = await startReceivers({
    ...ACCOUNT,
    dataDir: dir,
    ports: { http, smtp: 0, twilio: 0 },
    webhookBase: api.url,
    ourNumber: FROM,
  });
  t.teardown(() => receivers.close());
  const sms = createTwilioSms({
    ...ACCOUNT,
    apiBase: `http://127.0.0.1:${receivers.twilio}`,
    from: FROM,
    statusCallback: () => `${api.url}/none`,
  });
  const call = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${api.url}${path}`, init);
    return { status: answer.status, body: await answer.json() };
  };
  const text = (fields: object) =>
    call('/api/v1/dev/inbox/sms', { method: 'POST', body: JSON.stringify(fields) });
  return { api, sms, call, text, receivers };
}

test('the inbox shows what was received, under both of its paths', async (t) => {
  const { sms, call } = await setUp(t);
  const reference = { tenantId: 't', kind: 'message' as const, id: 'm' };
  await sms.send({ to: '+12015550130', body: 'Your code is 123456', reference });
  for (const base of ['/dev/inbox', '/api/v1/dev/inbox']) {
    const { status, body } = await call(`${base}?channel=sms&to=%2B12015550130`);
    t.is(status, 200);
    t.like(body.data[0], { channel: 'sms', from: FROM, text: 'Your code is 123456' });
    t.is((await call(`${base}/${body.data[0].id}`)).body.id, body.data[0].id);
  }
  t.is((await call('/dev/inbox/nothing')).status, 404);
  t.is((await call('/dev/inbox?limit=many')).status, 422);
});

test('a text sent in through the inbox arrives at the webhook: STOP withdraws', async (t) => {
  const { api, text, call } = await setUp(t);
  const tenant = await api.tenant();
  const person = { channel: 'sms' as const, address: '+12015550131', purpose: 'marketing' };
  await grantConsent(api.services, tenant.context, person);
  t.is((await text({ from: person.address, body: 'HELP' })).status, 202);
  const { body } = await call('/dev/inbox?to=%2B12015550131');
  t.regex(body.data[0].text, /^Test organisation: reply STOP/);
  t.is((await text({ from: person.address, to: FROM, body: 'STOP' })).status, 202);
  t.is(await readConsent(api.services, tenant.context, person), 'withdrawn');
});

test('a text that cannot be one is refused with the field that is wrong', async (t) => {
  const { text } = await setUp(t);
  const answer = await text({ from: 'somebody', body: 'STOP' });
  t.is(answer.status, 422);
  t.is(answer.body.errors[0].path, 'from');
});

test('without the receivers it says so', async (t) => {
  const { call, receivers } = await setUp(t);
  await receivers.close();
  t.is((await call('/dev/inbox')).status, 503);
});

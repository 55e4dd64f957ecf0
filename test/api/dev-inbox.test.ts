import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { devInbox } from '#api/dev-inbox.ts';
import { twilioWebhooks } from '#api/webhooks/twilio.ts';
import { openInbox } from '#providers/local/inbox.ts';
import { startReceivers } from '#providers/local/receivers.ts';
import { createTwilioSms } from '#providers/sms/twilio.ts';
import { freePort } from '../../bin/services/ports.ts';
import { testApi } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';
import { sendRaw } from '../_support/raw-http.ts';
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
      devInbox(`http://127.0.0.1:${http}`, services.publicUrl),
      twilioWebhooks(services, options),
    ],
  });
  options.publicUrl = api.url;
  const receivers = await startReceivers({
    ...ACCOUNT,
    dataDir: dir,
    ports: { http, smtp: 0, twilio: 0, model: 0 },
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

test('pages of other sites and names that were pointed at this machine get nothing and send nothing', async (t) => {
  const { api, call, receivers } = await setUp(t);
  const { host, port } = new URL(api.url);
  const sms = JSON.stringify({ from: '+12015550139', body: 'STOP' });
  const ask = async (base: string, method: string, headers: Record<string, string>) => {
    const lines = Object.entries({ Host: new URL(base).host, ...headers }).map(([k, v]) => `${k}: ${v}\r\n`).join(''); // prettier-ignore
    const body = method === 'POST' ? sms : '';
    const path = base === api.url ? '/dev/inbox' : '/inbox';
    const target = method === 'POST' ? `${path}/sms` : path;
    const sent = `${method} ${target} HTTP/1.1\r\n${lines}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
    return (await sendRaw(base, sent)).status;
  };
  const foreign: Record<string, string>[] = [
    { Host: 'evil.example' },
    { Host: `evil.example:${port}` },
    { Host: `localhost.evil.example:${port}`, Origin: `http://localhost.evil.example:${port}` },
    { Origin: 'https://evil.example' },
    { Origin: 'null', 'Content-Type': 'text/plain' },
    { Origin: 'http://localhost:1' },
    { 'Sec-Fetch-Site': 'cross-site' },
  ];
  const inside = `http://127.0.0.1:${receivers.http}`;
  for (const base of [api.url, inside]) {
    for (const headers of foreign) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        t.is(await ask(base, method, headers), 403, `${method} ${base} ${JSON.stringify(headers)}`);
      }
    }
    t.is(await ask(base, 'GET', {}), 200);
  }
  t.is(
    await ask(api.url, 'GET', { Origin: `http://${host}`, 'Sec-Fetch-Site': 'same-origin' }),
    200,
  );
  t.is((await fetch(`http://127.0.0.1:${receivers.twilio}/`, { headers: { origin: 'https://evil.example', authorization: `Basic ${btoa(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`)}` } })).status, 401); // prettier-ignore
  t.deepEqual((await call('/dev/inbox?to=%2B12015550139')).body.data, []);
});

test('the database of the receivers is for its user alone, one from before too', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'assent-inbox-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  const file = join(dir, 'inbox.sqlite');
  await writeFile(file, '', { mode: 0o644 });
  const inbox = openInbox(file);
  t.teardown(() => inbox.close());
  inbox.add([{ channel: 'sms', to: '+12015550140', from: FROM, text: 'Your code is 123456' }]);
  const names = await readdir(dir);
  t.true(names.length > 1);
  for (const name of names) t.is((await stat(join(dir, name))).mode & 0o777, 0o600, name);
});

test('without the receivers it says so', async (t) => {
  const { call, receivers } = await setUp(t);
  await receivers.close();
  t.is((await call('/dev/inbox')).status, 503);
});

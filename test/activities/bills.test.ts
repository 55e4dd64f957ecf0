import { once } from 'node:events';
import { createServer } from 'node:http';
import test, { type ExecutionContext } from 'ava';
import { recordCodeHandOver } from '#domain/verification/record-hand-over.ts';
import { prepareCode } from '#domain/verification/prepare-code.ts';
import { tenantsWithWork } from '#domain/messaging/tenants-with-work.ts';
import { createTwilioSms } from '#providers/sms/twilio.ts';
import { drainTenant } from '../../activities/messaging/drain-tenant.ts';
import { grantConsent } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';
import { localProviders } from '../_support/providers.ts';
import { someone, twilioApi } from '../_support/twilio.ts';

/* Twilio reports that a text has arrived before it knows the price, so the price is asked for afterwards. */

/** Simulates Twilio with its records of texts. */
async function setUp(t: ExecutionContext) {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  let record: { status: number; price?: string | null } = { status: 200, price: null };
  const asked: string[] = [];
  let sent = 0;
  const server = createServer((req, res) => {
    req.resume();
    res.setHeader('content-type', 'application/json');
    if (req.method === 'POST') {
      res.writeHead(201);
      res.end(JSON.stringify({ sid: `SM${++sent}` }));
      return;
    }
    asked.push(req.url?.split('/').at(-1) ?? '');
    res.writeHead(record.status);
    res.end(JSON.stringify({ sid: 'SM1', price: record.price, price_unit: 'USD', num_segments: '2' })); // prettier-ignore
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const { deps } = await localProviders(t, api.services);
  const sms = createTwilioSms({
    accountSid: `AC${'0'.repeat(32)}`,
    authToken: 'token',
    apiBase: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    from: '+15005550006',
    statusCallback: () => 'https://assent.example/status',
  });
  const { services } = api;
  const { context } = tenant;
  return {
    api,
    tenant,
    deps: { ...deps, sms },
    asked,
    knows: (now: typeof record) => {
      record = now;
    },
    /** Makes all bills due now. */
    due: () => services.db.withTenant(context, (trx) => trx('bills_due').update({ due_at: trx.fn.now() })), // prettier-ignore
    left: () => services.db.withTenant(context, (trx) => trx('bills_due').select('asked')),
    report: (kind: string, id: string, more: object = {}) =>
      api.post(`/status?t=${context.tenantId}&k=${kind}&id=${id}`, { MessageSid: 'SM1', MessageStatus: 'delivered', ...more }), // prettier-ignore
  };
}

test('the price of a text is asked for until it is known, and no longer', async (t) => {
  const { api, tenant, deps, asked, knows, due, left, report } = await setUp(t);
  const { context } = tenant;
  const who = someone();
  await grantConsent(api.services, context, who);
  const { id } = await sendTo(api.services, context, who);
  const drain = () => drainTenant(deps, context.tenantId);
  await drain();
  for (let times = 0; times < 2; times++) await report('message', id);
  await drain();
  t.deepEqual(asked, [], 'not at once');
  const sms = async () => (await tenant.call('GET', `/messages/${id}`)).body.sms;
  t.like(await sms(), { price: { basis: 'counted' } });

  await due();
  t.true((await tenantsWithWork(api.services)).some((one) => one.tenantId === context.tenantId));
  knows({ status: 503 });
  await drain();
  await drain();
  t.deepEqual(asked, ['SM1.json'], 'once, until it is due again');
  await due();
  knows({ status: 200, price: '-0.01660' });
  await drain();
  t.like(await sms(), { segments: 2, price: { amount: '0.0166', currency: 'USD', basis: 'provider' } }); // prettier-ignore
  t.deepEqual(await left(), []);
  await report('message', id);
  t.deepEqual(await left(), [], 'a price that is known is not asked for');
});

test('a price that never comes is given up, and the counted one stays', async (t) => {
  const { api, tenant, deps, asked, due, left, report } = await setUp(t);
  const { context } = tenant;
  const who = someone();
  await grantConsent(api.services, context, who);
  const { id } = await sendTo(api.services, context, who);
  await drainTenant(deps, context.tenantId);
  await report('message', id);
  for (let times = 0; times < 5; times++) {
    await due();
    await drainTenant(deps, context.tenantId);
  }
  t.is(asked.length, 3);
  t.deepEqual(await left(), []);
  const { sms } = (await tenant.call('GET', `/messages/${id}`)).body;
  t.like(sms, { segments: 2, price: { basis: 'counted' } });
});

test('so is the price of a code; one that came with the report is not', async (t) => {
  const { api, tenant, deps, asked, knows, due, left, report } = await setUp(t);
  const { context } = tenant;
  const { body } = await tenant.call('POST', '/verifications', { channel: 'sms', to: someone().address }); // prettier-ignore
  const code = await prepareCode(api.services, context, body.id);
  if (!code.due) return t.fail('no code was due');
  await recordCodeHandOver(api.services, context, body.id, {
    send: code.send,
    segments: 1,
    status: 'accepted',
    code: null,
    providerMessageId: 'SM1',
  });
  await report('verification', body.id);
  await due();
  knows({ status: 200, price: '-0.05' });
  await drainTenant(deps, context.tenantId);
  const sends = await api.services.db.withTenant(context, (trx) =>
    trx('verification_sends').where({ verification_id: body.id }).select('price', 'price_basis'),
  );
  t.like(sends, [{ price: '0.050000', price_basis: 'provider' }]);
  t.deepEqual(await left(), []);
  await report('verification', body.id, { Price: '-0.05', PriceUnit: 'USD' });
  t.deepEqual(await left(), []);
  t.is(asked.length, 1);
});

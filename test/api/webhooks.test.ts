import { createHash } from 'node:crypto';
import test from 'ava';
import twilio from 'twilio';
import { newId } from '#lib/ids.ts';
import type { TestTenant } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';
import {
  FROM, OUR_SIDE, PUBLIC, someone as person, TOKEN, twilioApi as setUp, type Fields, type TwilioApi as Api,
} from '../_support/twilio.ts'; // prettier-ignore

/** A text that was handed over a moment ago. */
async function handedOver(api: Api, tenant: TestTenant, to = person()): Promise<string> {
  await grantConsent(api.services, tenant.context, to);
  const { id } = await sendTo(api.services, tenant.context, to);
  await api.services.db.withTenant(tenant.context, (trx) =>
    trx('messages').where({ id }).update({ status: 'sending' }),
  );
  return id;
}

const place = (tenant: TestTenant, id: string, kind = 'message'): string =>
  `/status?t=${tenant.context.tenantId}&k=${kind}&id=${id}`;
const report = (status: string, more: Fields = {}): Fields => ({
  MessageSid: 'SM1',
  MessageStatus: status,
  ...more,
});

async function events(tenant: TestTenant, id: string): Promise<string[]> {
  const { body } = await tenant.call('GET', `/messages/${id}`);
  return [body.status, ...body.events.map((e: { type: string }) => e.type).filter((type: string) => ['sent', 'delivered', 'failed'].includes(type))]; // prettier-ignore
}

test('reports out of order and twice: the message ends where the phone network did', async (t) => {
  const api = await setUp(t);
  const tenant = await api.tenant();
  const id = await handedOver(api, tenant);
  for (const status of ['queued', 'delivered', 'sent', 'delivered', 'sending', 'failed']) {
    // New parameters appear without notice.
    const answer = await api.post(place(tenant, id), report(status, { SomethingNew: 'x' }));
    t.is(answer.status, 204);
  }
  t.deepEqual(await events(tenant, id), ['delivered', 'delivered']);
});

test('the same reports at the same moment count once', async (t) => {
  const api = await setUp(t);
  const tenant = await api.tenant();
  const id = await handedOver(api, tenant);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => api.post(place(tenant, id), report('delivered'))),
  );
  t.true(answers.every((a) => a.status === 204));
  t.deepEqual(await events(tenant, id), ['delivered', 'delivered']);
});

for (const [code, reason] of [
  ['30005', 'hard_bounce'],
  ['21610', 'provider_block'],
] as const) {
  // prettier-ignore
  for (const campaign of [false, true]) {
    test(`${code} blocks the number as ${reason}${campaign ? ', in a campaign too' : ''}`, async (t) => {
      const api = await setUp(t);
      const tenant = await api.tenant();
      const to = person();
      const id = await handedOver(api, tenant, to);
      if (campaign) {
        await api.services.db.withTenant(tenant.context, (trx) =>
          trx('messages').where({ id }).update({ content_enc: null }),
        );
      }
      await api.post(place(tenant, id), report('undelivered', { ErrorCode: code }));
      t.deepEqual(await events(tenant, id), ['failed', 'failed']);
      const { body } = await tenant.call('POST', '/suppressions/search', { address: to.address }); // prettier-ignore
      t.is(body.data.length, 1);
      t.is(body.data[0].reason, reason);
      const [consent] = (await tenant.call('GET', '/consents?purpose=marketing')).body.data;
      const ended = reason === 'provider_block' ? 'withdrawn' : 'expired';
      t.is(consent.state, ended);
      const { body: history } = await tenant.call('GET', `/consents/${consent.id}/history?reveal=true`); // prettier-ignore
      const event = history.data.at(-1);
      t.like(event, { source: ended === 'expired' ? 'bounce' : 'keyword', actor: { type: 'provider' } }); // prettier-ignore
      t.deepEqual(event.evidence.other, { code, message_id: id, provider_message_id: 'SM1' });
      const { decision } = await sendTo(api.services, tenant.context, to);
      t.is(decision.reason, `suppressed_${reason}`);
    });
  }
}

test("a verification shows how its code's delivery went, never going back", async (t) => {
  const api = await setUp(t);
  const tenant = await api.tenant();
  const { body } = await tenant.call('POST', '/verifications', {
    channel: 'sms',
    to: person().address,
  });
  const delivery = async () =>
    (await tenant.call('GET', `/verifications/${body.id}`)).body.delivery;
  const steps = ['sending', 'queued', 'sent', 'accepted', 'delivered', 'failed', 'read', 'delivered']; // prettier-ignore
  const shown = [];
  for (const status of steps) {
    await api.post(place(tenant, body.id, 'verification'), report(status));
    shown.push(await delivery());
  }
  t.deepEqual(shown, ['sending', 'sending', 'sent', 'sent', 'delivered', 'delivered', 'read', 'read']); // prettier-ignore
});

test('without the right signature nothing is believed', async (t) => {
  const api = await setUp(t);
  const [tenant, other] = [await api.tenant(), await api.tenant()];
  const id = await handedOver(api, tenant);
  const path = place(tenant, id);
  const fields = report('delivered');
  const sign = (url: string, signed = fields, token = TOKEN) =>
    twilio.getExpectedTwilioSignature(token, url, signed);
  const forged = [
    '',
    'bm90IGEgc2lnbmF0dXJl',
    sign(`${PUBLIC}${OUR_SIDE}${path}`, fields, 'another token'),
    sign(`${api.url}${OUR_SIDE}${path}`),
    sign(`${PUBLIC}${OUR_SIDE}${place(other, id)}`),
    sign(`${PUBLIC}${OUR_SIDE}${path}`, report('sent')),
    sign(`${PUBLIC}${OUR_SIDE}${path}`).slice(0, -2),
  ];
  for (const signature of forged) {
    const answer = await api.post(path, fields, { 'x-twilio-signature': signature });
    t.is(answer.status, 403, signature);
    t.regex(answer.headers.get('content-type') ?? '', /problem\+json/);
  }
  t.is((await api.post('/sms', { From: '+1', To: FROM, MessageSid: 'SM', Body: 'STOP' }, { 'x-twilio-signature': 'x' })).status, 403); // prettier-ignore
  t.deepEqual(await events(tenant, id), ['sending']);
});

test("a report cannot reach another organization's message", async (t) => {
  const api = await setUp(t);
  const [tenant, other] = [await api.tenant(), await api.tenant()];
  const id = await handedOver(api, tenant);
  t.is((await api.post(place(other, id), report('delivered'))).status, 204);
  t.deepEqual(await events(tenant, id), ['sending']);
});

test('signed nonsense is a 4xx or taken without effect, never a 500', async (t) => {
  const api = await setUp(t);
  const tenant = await api.tenant();
  const id = await handedOver(api, tenant);
  const unknown = `/status?t=${newId()}&k=message&id=${newId()}`;
  const answers = await Promise.all([
    api.post('/status', report('delivered')),
    api.post(`/status?t=x&k=message&id=${id}`, report('delivered')),
    api.post(`${place(tenant, id)}&t=${newId()}`, report('delivered')),
    api.post(place(tenant, id), { MessageStatus: 'delivered' }),
    api.post(place(tenant, id), report('a status of next year')),
    api.post(place(tenant, newId()), report('delivered')),
    api.post(unknown, report('delivered')),
    api.post(place(tenant, id), report('sending', { ErrorCode: 'x'.repeat(50) })),
    api.post(place(tenant, id), { ...report('delivered'), MessageSid: 'S\u0000' }),
    api.post('/sms', { From: 'x', To: FROM, MessageSid: 'SM2', Body: 'STOP' }),
    api.post('/sms', { From: '+12015550123', To: FROM, MessageSid: 'SM3', Body: 'STOP \u0000' }),
    api.post('/sms', { Body: 'STOP' }),
    api.post(place(tenant, id), report('sent'), { 'content-type': 'application/json' }),
    api.post(place(tenant, id), report('sent', { Big: 'x'.repeat(100_000) })),
  ]);
  t.deepEqual(answers.filter((a) => a.status >= 500), []); // prettier-ignore
  t.deepEqual(await events(tenant, id), ['sending']);
});

test('START after a 21610 brings back what the STOP that we never saw took', async (t) => {
  const api = await setUp(t);
  const tenant = await api.tenant();
  const to = person();
  const id = await handedOver(api, tenant, to);
  await api.post(place(tenant, id), report('undelivered', { ErrorCode: '21610' }));
  t.is(
    (await sendTo(api.services, tenant.context, to)).decision.reason,
    'suppressed_provider_block',
  );
  await api.say(to.address, 'START');
  t.is((await sendTo(api.services, tenant.context, to)).decision.outcome, 'sending');
});

test('spaces, line breaks and unknown parameters are signed as they came', async (t) => {
  const api = await setUp(t);
  const fields = {
    From: person().address,
    To: FROM,
    MessageSid: `SM${newId()}`.replaceAll('-', ''),
    Body: '  STOP \r\n\t ',
    NumMedia: '0',
    SomethingNew: ' x ',
    ' odd name ': 'ü&=+%',
    Empty: '',
  };
  t.is((await api.post('/sms', fields)).status, 200);
  const trimmed = twilio.getExpectedTwilioSignature(TOKEN, `${PUBLIC}${OUR_SIDE}/sms`, {
    ...fields,
    Body: 'STOP',
  });
  t.is((await api.post('/sms', fields, { 'x-twilio-signature': trimmed })).status, 403);
});

test('what a proxy says about the address is not believed: PUBLIC_URL is what was signed', async (t) => {
  const api = await setUp(t);
  const fields = { From: person().address, To: FROM, MessageSid: 'SM9', Body: 'HELP' };
  const forwarded = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    'x-forwarded-port': '8080',
    'x-forwarded-prefix': '/elsewhere',
    forwarded: 'host=evil.example;proto=http',
  };
  t.is((await api.post('/sms', fields, forwarded)).status, 200);
  const signature = twilio.getExpectedTwilioSignature(TOKEN, `http://evil.example${OUR_SIDE}/sms`, fields); // prettier-ignore
  const answer = await api.post('/sms', fields, { ...forwarded, 'x-twilio-signature': signature });
  t.is(answer.status, 403);
});

test('a JSON body is believed by its hash in the signed address, and not without', async (t) => {
  const api = await setUp(t);
  const tenant = await api.tenant();
  const id = await handedOver(api, tenant);
  const body = JSON.stringify({ MessageSid: 'SM1', MessageStatus: 'delivered', Nested: { a: [1] }, ErrorCode: null }); // prettier-ignore
  const send = async (query: string, content = body) => {
    const path = `${OUR_SIDE}${place(tenant, id)}${query}`;
    const answer = await fetch(`${api.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-twilio-signature': twilio.getExpectedTwilioSignature(TOKEN, `${PUBLIC}${path}`, {}),
      },
      body: content,
    });
    return answer.status;
  };
  const hash = createHash('sha256').update(body).digest('hex');
  t.is(await send(''), 403, 'no hash');
  t.is(await send(`&bodySHA256=${hash}`, body.replace('delivered', 'failed')), 403, 'another body');
  t.deepEqual(await events(tenant, id), ['sending']);
  t.is(await send(`&bodySHA256=${hash}`), 204);
  t.deepEqual(await events(tenant, id), ['delivered', 'delivered']);
});

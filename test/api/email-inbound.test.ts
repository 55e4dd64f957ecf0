import test, { type ExecutionContext } from 'ava';
import { emailInbound } from '#api/webhooks/email-inbound.ts';
import { newId } from '#lib/ids.ts';
import { bounceMail, letter } from '#providers/local/mail-answers.ts';
import { testApi, type TestTenant } from '../_support/api.ts';
import type { Person } from '../_support/consent.ts';
import { mailed, reader, tokenOf } from '../_support/mail.ts';
import { sendTo } from '../_support/messages.ts';

const SECRET = 'a secret that both sides know';
const HOST = 'returns.example';

async function setUp(t: ExecutionContext) {
  const api = await testApi(t, { routers: (services) => [emailInbound(services, { secret: SECRET })] });
  const post = async (body: string | Buffer, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${api.url}/api/v1/webhooks/email/inbound`, {
      method: 'POST',
      headers: { 'content-type': 'message/rfc822', authorization: `Bearer ${SECRET}`, ...headers },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
    const { outcome } = await answer.json();
    return answer.status === 200 ? String(outcome) : answer.status;
  };
  return { ...api, post };
} // prettier-ignore
type Api = Awaited<ReturnType<typeof setUp>>;

const gate = async (api: Api, tenant: TestTenant, who: Person): Promise<string> => {
  const { decision } = await sendTo(api.services, tenant.context, who);
  return decision.outcome === 'sending' ? 'sending' : String(decision.reason);
};
const statusOf = async (tenant: TestTenant, id: string): Promise<string> =>
  (await tenant.call('GET', `/messages/${id}`)).body.status;

async function withMail(t: ExecutionContext) {
  const api = await setUp(t);
  const tenant = await api.tenant();
  const who = reader();
  const id = await mailed(api.services, tenant.context, who);
  const address = async (use: 'bounce' | 'unsubscribe') =>
    `${use}+${await tokenOf(api.services, tenant.context, id, use)}@${HOST}`;
  /** The mail as another mail system received it. */
  const original = (headers: string[] = []): Buffer =>
    Buffer.from([`To: ${who.address}`, `Message-ID: <${id}@assent.example>`, ...headers, '', 'Hello'].join('\r\n')); // prettier-ignore
  return { api, tenant, who, id, address, original };
}
const write = (to: string, more: Partial<Parameters<typeof letter>[0]> = {}) =>
  letter({ from: 'anybody@example.com', to, subject: 'unsubscribe', body: '', ...more });

test('a mail to the signed address unsubscribes from what that mail was about, once, with its evidence', async (t) => {
  const { api, tenant, who, id, address } = await withMail(t);
  const to = await address('unsubscribe');
  const source = write(to, { from: who.address });
  t.is(await api.post(source), 'unsubscribed');
  t.is(await api.post(source), 'unsubscribed');
  t.is(await gate(api, tenant, who), 'withdrawn');
  const [consent] = (await tenant.call('GET', '/consents?purpose=marketing')).body.data;
  const history = await tenant.call('GET', `/consents/${consent.id}/history?reveal=true`);
  const event = history.body.data.find((e: { action: string }) => e.action === 'withdraw');
  t.like(event, { source: 'one_click', actor: { type: 'person' } });
  t.like(event.evidence.other, { via: 'mailto', mail_from: who.address });
  const { events } = (await tenant.call('GET', `/messages/${id}`)).body;
  t.is(events.filter((e: { type: string }) => e.type === 'unsubscribed').length, 1);
});

test('the envelope says whom it is for, before any header; upper case is no matter', async (t) => {
  const { api, tenant, who, address } = await withMail(t);
  const to = (await address('unsubscribe')).toUpperCase();
  t.is(await api.post(write('undisclosed@example.com'), { 'x-envelope-to': to }), 'unsubscribed');
  t.is(await gate(api, tenant, who), 'withdrawn');
});

test('nobody can unsubscribe or bounce somebody else: only what we signed counts', async (t) => {
  const { api, tenant, who, id, address, original } = await withMail(t);
  const stranger = await withMail(t);
  const bounceTo = await address('bounce');
  const outTo = await stranger.address('unsubscribe');
  const forged = [
    // The right sender, but an address that anybody can guess.
    write(`unsubscribe@${HOST}`, { from: who.address }),
    write(`unsubscribe+${id}@${HOST}`, { from: who.address }),
    write(`unsubscribe+${'a'.repeat(48)}@${HOST}`, { from: who.address }),
    // A token for another use, or for another person.
    write(bounceTo.replace('bounce', 'unsubscribe')),
    write(bounceTo),
    // A bounce without our mail, and one that names our mail but another recipient.
    bounceMail({ from: `bounce@${HOST}`, to: who.address, source: Buffer.from('To: x\r\n\r\n') }, '5.1.1', '550 5.1.1 no'),
    bounceMail({ from: `bounce@${HOST}`, to: 'someone-else@example.com', source: original() }, '5.1.1', '550 5.1.1 no'),
  ]; // prettier-ignore
  for (const source of forged) {
    t.is(await api.post(source), source.includes('delivery-status') ? 'ignored' : 'kept');
  }
  t.is(await gate(api, tenant, who), 'sending');
  t.is(await statusOf(tenant, id), 'sent');

  // The owner of a token can only bounce their own address with it.
  const own = bounceMail(
    { from: outTo.replace('unsubscribe', 'bounce'), to: who.address, source: original() },
    '5.1.1',
    '550 5.1.1 no',
  );
  await stranger.api.post(own, { 'x-envelope-to': await stranger.address('bounce') });
  t.is(await gate(stranger.api, stranger.tenant, stranger.who), 'suppressed_hard_bounce');
  t.is(await gate(api, tenant, who), 'sending');
});

test('a machine’s answer never counts', async (t) => {
  const { api, tenant, who, address } = await withMail(t);
  for (const to of [await address('unsubscribe'), await address('bounce')]) {
    for (const value of ['auto-replied', 'auto-notified']) {
      const source = `Auto-Submitted: ${value}\r\n${write(to, { subject: 'Out of office' })}`;
      t.is(await api.post(source), 'ignored');
    }
  }
  t.is(await gate(api, tenant, who), 'sending');
});

for (const by of ['verp', 'header', 'message-id'] as const) {
  test(`a bounce finds its mail by ${by}; the same bounce again is nothing`, async (t) => {
    const { api, tenant, who, id, address, original } = await withMail(t);
    const token = await tokenOf(api.services, tenant.context, id);
    const source = bounceMail(
      {
        from: by === 'verp' ? await address('bounce') : `mail@${HOST}`,
        to: who.address,
        source: original(by === 'header' ? [`X-Assent-Reference: ${token}`] : []),
      },
      '5.1.1',
      '550 5.1.1 User unknown',
    );
    t.deepEqual(await Promise.all([api.post(source), api.post(source)]), ['bounce', 'bounce']);
    t.is(await statusOf(tenant, id), 'bounced');
    t.is(await gate(api, tenant, who), 'suppressed_hard_bounce');
    const { events } = (await tenant.call('GET', `/messages/${id}`)).body;
    t.is(events.filter((e: { type: string }) => e.type === 'bounced').length, 1);
    const [consent] = (await tenant.call('GET', '/consents?purpose=marketing')).body.data;
    t.like(consent, { state: 'expired', source: 'bounce' });
  });
}

test('a full box blocks at the third bounce within thirty days', async (t) => {
  const { api, tenant, who, address, original } = await withMail(t);
  for (const expected of ['sending', 'sending', 'suppressed_hard_bounce']) {
    const mail = { from: await address('bounce'), to: who.address, source: original() };
    t.is(await api.post(bounceMail(mail, '5.2.2', '552 5.2.2 Mailbox full')), 'bounce');
    t.is(await gate(api, tenant, who), expected);
  }
});

test('who does not know the secret is not listened to; what is no mail is refused', async (t) => {
  const { api, tenant, who, address } = await withMail(t);
  const source = write(await address('unsubscribe'));
  for (const authorization of ['', 'Bearer', 'Bearer x', `Bearer ${SECRET} `.repeat(2), SECRET]) {
    t.is(await api.post(source, { authorization }), 403, authorization);
  }
  t.is(await api.post(source, { 'content-type': 'text/plain' }), 415);
  t.is(await api.post('x'.repeat(6_000_000)), 413);
  t.is(await gate(api, tenant, who), 'sending');
  for (const odd of [Buffer.alloc(0), Buffer.from([0, 1, 2, 255]), `To: ${'a'.repeat(70_000)}`]) {
    t.is(await api.post(odd), 'ignored');
  }
  t.is(await api.post(write(`bounce+${newId()}@${HOST}`)), 'kept');
});

test('a letter to the envelope’s sender is kept, and reviewed when it may be a wish to stop; by itself it ends nothing', async (t) => {
  const { api, tenant, who, address } = await withMail(t);
  const to = await address('bounce');
  t.is(await api.post(write(to, { from: who.address, subject: 'Re: News', body: 'Thank you!' })), 'kept');
  const letterToStop = write(to, { from: who.address, subject: 'Re: News', body: 'Please stop writing to me' });
  t.is(await api.post(letterToStop), 'kept');
  t.is(await api.post(letterToStop), 'kept');
  const { data } = (await tenant.call('GET', '/reviews')).body;
  t.is(data.length, 1);
  t.like(data[0], { channel: 'email', status: 'open' });
  t.is(await gate(api, tenant, who), 'sending');
  await tenant.call('POST', `/reviews/${data[0].id}/decide`, { decision: 'withdraw' });
  t.is(await gate(api, tenant, who), 'withdrawn');
}); // prettier-ignore

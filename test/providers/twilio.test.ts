import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import test, { type ExecutionContext } from 'ava';
import twilio from 'twilio';
import { openInbox } from '#providers/local/inbox.ts';
import { startPhoneReceiver } from '#providers/local/phone-receiver.ts';
import { createTwilioSms } from '#providers/sms/twilio.ts';
import { until } from '../_support/until.ts';

const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'a-token-for-this-test' };
const FROM = '+15005550006';
const reference = { tenantId: 't1', kind: 'message' as const, id: 'm1' };

async function httpServer(
  t: ExecutionContext,
  answer: (req: IncomingMessage, body: string, res: ServerResponse) => void,
): Promise<string> {
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (c: Buffer) => chunks.push(c));
    req.on('end', () => answer(req, Buffer.concat(chunks).toString(), res));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

type Callback = { url: string; fields: Record<string, string>; signature: string };

/** The local receiver, with a webhook that records its calls. */
async function network(t: ExecutionContext) {
  const callbacks: Callback[] = [];
  const base = await httpServer(t, (req, body, res) => {
    callbacks.push({
      url: `${base}${req.url}`,
      fields: Object.fromEntries(new URLSearchParams(body)),
      signature: String(req.headers['x-twilio-signature']),
    });
    const reply = body.includes('HELP') ? 'Who we are &amp; what we do' : '';
    res.setHeader('content-type', 'text/xml');
    res.end(`<Response>${reply && `<Message>${reply}</Message>`}</Response>`);
  });
  const inbox = openInbox(':memory:');
  const phone = await startPhoneReceiver({ ...ACCOUNT, port: 0, inbox, webhookBase: base });
  t.teardown(() => phone.close());
  const connect = (account = ACCOUNT) =>
    createTwilioSms({
      ...account,
      apiBase: `http://127.0.0.1:${phone.port}`,
      from: FROM,
      statusCallback: ({ tenantId, kind, id }) => `${base}/status?t=${tenantId}&k=${kind}&id=${id}`,
    });
  const sms = connect();
  const send = (to: string, body = 'Hello') => sms.send({ to, body, reference });
  return { callbacks, inbox, phone, connect, send };
}

test('a text arrives, and signed reports follow it to its delivery', async (t) => {
  const { callbacks, inbox, send } = await network(t);
  const sent = await send('+12015550123', 'Hello 😀');
  t.is(sent.status, 'accepted');
  const sid = sent.status === 'accepted' ? sent.providerMessageId : null;
  t.regex(String(sid), /^SM[0-9a-f]{32}$/);
  t.like((await inbox.list({ to: '+12015550123', limit: 1 })).data[0], {
    text: 'Hello 😀',
    from: FROM,
  });
  await until(() => ['queued', 'sent', 'delivered'].every((s) => callbacks.some((c) => c.fields['MessageStatus'] === s))); // prettier-ignore
  for (const { url, fields, signature } of callbacks) {
    t.is(fields['MessageSid'], String(sid));
    t.true(url.endsWith('/status?t=t1&k=message&id=m1'));
    t.true(twilio.validateRequest(ACCOUNT.authToken, signature, url, fields));
  }
});

const REFUSED: [to: string, outcome: object][] = [
  ['+15005550001', { status: 'rejected', code: '21211' }],
  ['+15005550002', { status: 'rejected', code: '21612' }],
  ['+15005550009', { status: 'rejected', code: '21614' }],
  ['+15005550004', { status: 'rejected', code: '21610' }],
  ['+15005550429', { status: 'deferred', code: '20429' }],
  ['+15005550500', { status: 'unknown', code: '20500' }],
];
for (const [to, outcome] of REFUSED) {
  test(`${to} is ${JSON.stringify(outcome)}`, async (t) => {
    const { send, inbox } = await network(t);
    t.like(await send(to), outcome);
    // Only the text that was taken despite the error has arrived.
    t.is(inbox.count(), to === '+15005550500' ? 1 : 0);
  });
}

test('an undelivered text is reported with its reason', async (t) => {
  const { callbacks, send } = await network(t);
  t.is((await send('+15005550003')).status, 'accepted');
  await until(() => callbacks.some((c) => c.fields['MessageStatus'] === 'undelivered'));
  t.is(callbacks.find((c) => c.fields['MessageStatus'] === 'undelivered')?.fields['ErrorCode'], '30005'); // prettier-ignore
});

test('what we answer to a text reaches the phone, and so does the network\u2019s own answer to STOP', async (t) => {
  const { inbox, phone } = await network(t);
  const person = '+12015550125';
  const received = async () =>
    (await inbox.list({ channel: 'sms', to: person, limit: 9 })).data.map((m) => m.text);
  await phone.textIn({ from: person, to: FROM, body: 'HELP' });
  t.deepEqual(await received(), ['Who we are & what we do']);
  await phone.textIn({ from: person, to: FROM, body: 'STOP' });
  t.regex((await received())[0] ?? '', /successfully been unsubscribed/);
});

test('a long text is counted in segments', async (t) => {
  const { phone, send } = await network(t);
  const sent = await send('+12015550126', 'ж'.repeat(71));
  t.is(sent.status, 'accepted');
  const base = `http://127.0.0.1:${phone.port}/2010-04-01/Accounts/${ACCOUNT.accountSid}`;
  const answer = await fetch(`${base}/Messages.json?To=%2B12015550126&PageSize=1`, {
    headers: { authorization: `Basic ${btoa(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`)}` },
  });
  const { messages } = await answer.json();
  t.like(messages[0], { num_segments: '2', to: '+12015550126' });
});

test('STOP blocks the number until START', async (t) => {
  const { callbacks, phone, send } = await network(t);
  const person = '+12015550124';
  t.is((await phone.textIn({ from: person, to: FROM, body: ' Stop ' })).status, 200);
  const [heard] = callbacks;
  t.like(heard?.fields, { From: person, To: FROM, Body: ' Stop ' });
  t.true(twilio.validateRequest(ACCOUNT.authToken, heard?.signature ?? '', heard?.url ?? '', heard?.fields ?? {})); // prettier-ignore
  t.like(await send(person), { status: 'rejected', code: '21610' });
  await phone.textIn({ from: person, to: FROM, body: 'START' });
  t.is((await send(person)).status, 'accepted');
});

test('wrong credentials are a matter of settings', async (t) => {
  const { connect } = await network(t);
  const sms = connect({ ...ACCOUNT, authToken: 'wrong' });
  t.deepEqual(await sms.send({ to: '+12015550123', body: 'x', reference }), {
    status: 'deferred',
    code: 'EAUTH',
  });
});

const sendAt = (apiBase: string, timeoutMs = 60_000) =>
  createTwilioSms({
    ...ACCOUNT,
    apiBase,
    from: FROM,
    statusCallback: () => 'http://x.example/',
    timeoutMs,
  }).send({ to: '+12015550123', body: 'x', reference });

test('no connection: nothing was sent; no answer, or half of one: nobody knows', async (t) => {
  t.deepEqual(await sendAt('http://127.0.0.1:1'), { status: 'deferred', code: 'ECONNREFUSED' });
  const silent = await httpServer(t, () => undefined);
  t.is((await sendAt(silent, 500)).status, 'unknown');
  const cut = await httpServer(t, (_req, _body, res) => res.socket?.destroy());
  t.is((await sendAt(cut)).status, 'unknown');
  const garbled = await httpServer(t, (_req, _body, res) => res.writeHead(502).end('<html>'));
  t.is((await sendAt(garbled)).status, 'unknown');
});

test('texts that hang delay no other, however many they are', async (t) => {
  const held: ServerResponse[] = [];
  const base = await httpServer(t, (_req, body, res) => {
    if (new URLSearchParams(body).get('Body') === 'hangs') held.push(res);
    else res.writeHead(201).end(JSON.stringify({ sid: `SM${'1'.repeat(32)}` }));
  });
  const sms = createTwilioSms({
    ...ACCOUNT,
    apiBase: base,
    from: FROM,
    statusCallback: () => base,
  });
  const send = (body: string) => sms.send({ to: '+12015550123', body, reference });
  const hanging = Array.from({ length: 60 }, () => send('hangs'));
  await until(() => held.length === 60);
  t.is((await send('goes')).status, 'accepted');
  for (const res of held) res.socket?.destroy();
  t.true((await Promise.all(hanging)).every(({ status }) => status === 'unknown'));
});

test('a connection without a common protocol sends nothing', async (t) => {
  const plain = await httpServer(t, () => t.fail('nothing may arrive'));
  const outcome = await sendAt(plain.replace('http:', 'https:'));
  t.is(outcome.status, 'deferred');
  t.regex(outcome.status === 'deferred' ? outcome.code : '', /^E[A-Z]+$/);
});

test('the form arrives as it was written, and a slow answer in parts is read whole', async (t) => {
  const body = "A & B = 100 % + \u{1F600}\n\u043F\u0440\u0438\u0432\u0435\u0442 ~!*()'";
  const heard: string[] = [];
  const base = await httpServer(t, (_req, form, res) => {
    heard.push(new URLSearchParams(form).get('Body') ?? '');
    res.writeHead(201);
    res.write('{"si');
    setImmediate(() => res.end(`d":"SM${'2'.repeat(32)}"}`));
  });
  const sms = createTwilioSms({
    ...ACCOUNT,
    apiBase: base,
    from: FROM,
    statusCallback: () => base,
  });
  t.deepEqual(await sms.send({ to: '+12015550123', body, reference }), {
    status: 'accepted',
    providerMessageId: `SM${'2'.repeat(32)}`,
  });
  t.deepEqual(heard, [body]);
});

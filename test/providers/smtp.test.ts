import test, { type ExecutionContext } from 'ava';
import { createPipelinedEmail } from '#providers/email/pipelined.ts';
import { openInbox } from '#providers/local/inbox.ts';
import { startMailReceiver } from '#providers/local/mail-receiver.ts';
import { scriptedSmtp } from '../_support/scripted-smtp.ts';
import { until } from '../_support/until.ts';

const mailTo = (to: string) => ({
  to,
  from: { name: 'Us', address: 'us@example.com' },
  subject: 'Grüße',
  text: 'Hello\n.dot',
  html: '<p>Hello</p>',
  messageId: 'id-1@example.com',
  headers: { 'List-Unsubscribe': '<https://x.example/u/1>' },
});

const CASES: [name: string, at: string, reply: string, outcome: object][] = [
  [
    'no such mailbox',
    'RCPT',
    '550 5.1.1 no\r\n',
    { status: 'rejected', code: '550', about: 'gone' },
  ],
  [
    'no such mailbox, without a status',
    'RCPT',
    '550 No such user\r\n',
    { status: 'rejected', code: '550', about: 'gone' },
  ],
  [
    'no such mailbox, in two lines',
    'RCPT',
    '550-5.1.1 nobody\r\n550 5.1.1 here\r\n',
    { status: 'rejected', code: '550', about: 'gone' },
  ],
  [
    'a policy, not a mailbox',
    'RCPT',
    '550 5.7.1 no\r\n',
    { status: 'rejected', code: '5.7.1', about: 'sender' },
  ],
  [
    'an earlier line about us',
    'RCPT',
    '550-5.7.26 unauthenticated\r\n550 5.1.1 see\r\n',
    { status: 'rejected', code: '5.7.26', about: 'sender' },
  ],
  [
    'a sender refused at RCPT',
    'RCPT',
    '550 5.1.8 Sender address rejected: Domain not found\r\n',
    { status: 'rejected', code: '5.1.8', about: 'sender' },
  ],
  ['a busy mailbox', 'RCPT', '451 4.7.1 later\r\n', { status: 'deferred', code: '451' }],
  [
    'a refused body',
    '.',
    '554 5.6.0 no\r\n',
    { status: 'rejected', code: '5.6.0', about: 'sender' },
  ],
  [
    'a bare 550 after the body',
    '.',
    '550 Mailbox unavailable\r\n',
    { status: 'rejected', code: '550', about: 'sender' },
  ],
  [
    'a body that is not wanted at all',
    'DATA',
    '550 No\r\n',
    { status: 'rejected', code: '550', about: 'sender' },
  ],
  ['a body put off', '.', '452 4.3.1 full\r\n', { status: 'deferred', code: '452' }],
  ['a refused sender', 'MAIL', '553 5.7.1 not yours\r\n', { status: 'deferred', code: 'ESENDER' }],
  ['a closing server', 'MAIL', '421 4.3.2 closing\r\n', { status: 'deferred' }],
];

const client = (t: ExecutionContext, url: string, connections = 1) => {
  const email = createPipelinedEmail({ url, connections });
  t.teardown(() => email.close());
  return email;
};

test('a mail arrives as it was written, under its own Message-ID', async (t) => {
  const inbox = openInbox(':memory:');
  const server = await startMailReceiver({ port: 0, inbox });
  t.teardown(() => server.close());
  const email = client(t, `smtp://127.0.0.1:${server.port}`);
  t.deepEqual(await email.send(mailTo('anna@example.com')), {
    status: 'accepted',
    providerMessageId: 'id-1@example.com',
  });
  await until(() => inbox.count() === 1);
  const [got] = (await inbox.list({ to: 'anna@example.com', limit: 1 })).data;
  t.like(got, { subject: 'Grüße', from: 'us@example.com', text: 'Hello\n.dot\n' });
  t.is(got?.headers?.['message-id'], '<id-1@example.com>');
  t.is(got?.headers?.['list-unsubscribe'], '<https://x.example/u/1>');
});

for (const [name, at, reply, outcome] of CASES) {
  test(name, async (t) => {
    const server = await scriptedSmtp(t, { pipelining: false }, ({ line }) =>
      line.startsWith(at) ? reply : undefined,
    );
    t.like(await client(t, server.url).send(mailTo('anna@x.example')), outcome);
  });
}

test('a line cut after the body is uncertain, and the mail is not sent again', async (t) => {
  const server = await scriptedSmtp(t, { pipelining: false }, ({ line, hangUp }) => {
    if (line === '.') hangUp();
    return undefined;
  });
  t.is((await client(t, server.url).send(mailTo('anna@x.example'))).status, 'unknown');
  t.is(server.bodies.length, 1);
});

test('a server that is away', async (t) => {
  t.is((await client(t, 'smtp://127.0.0.1:1').send(mailTo('anna@x.example'))).status, 'deferred');
  t.is(
    (await client(t, 'smtp://nowhere.invalid:25').send(mailTo('anna@x.example'))).status,
    'deferred',
  );
});

test('mails sent at the same time share round trips, and each has its own outcome', async (t) => {
  const server = await scriptedSmtp(t, { pipelining: true }, ({ line, to }) =>
    line.startsWith('RCPT') && to.startsWith('nobody') ? '550 5.1.1 no\r\n' : undefined,
  );
  const email = createPipelinedEmail({ url: server.url, connections: 2 });
  t.teardown(() => email.close());
  const people = Array.from({ length: 45 }, (_, i) =>
    i % 9 ? `p${i}@x.example` : `nobody${i}@x.example`,
  );
  const outcomes = await Promise.all(people.map((to) => email.send(mailTo(to))));
  t.deepEqual(
    outcomes.map((outcome) => outcome.status),
    people.map((to) => (to.startsWith('nobody') ? 'rejected' : 'accepted')),
  );
  t.deepEqual(
    server.delivered.toSorted(),
    people.filter((to) => !to.startsWith('nobody')).toSorted(),
  );
  t.true(server.connections() <= 2);
});

test('a line that is turned away leaves its mails to the others', async (t) => {
  const server = await scriptedSmtp(t, { pipelining: true, most: 1 }, () => undefined);
  const email = createPipelinedEmail({ url: server.url, connections: 3 });
  t.teardown(() => email.close());
  const people = Array.from({ length: 30 }, (_, i) => `p${i}@x.example`);
  const outcomes = await Promise.all(people.map((to) => email.send(mailTo(to))));
  t.true(
    outcomes.every((outcome) => outcome.status === 'accepted'),
    JSON.stringify(outcomes),
  );
  t.is(server.delivered.length, 30);
});

test('a bounce address of its own, and a header that cannot bring another', async (t) => {
  const senders: string[] = [];
  const server = await scriptedSmtp(t, { pipelining: true }, ({ line }) => {
    if (line.startsWith('MAIL')) senders.push(line);
    return undefined;
  });
  const email = createPipelinedEmail({ url: server.url });
  t.teardown(() => email.close());
  await email.send({ ...mailTo('a@x.example'), envelopeFrom: 'b-1@bounces.example' });
  await email.send({ ...mailTo('a@x.example'), subject: 'Hi\r\nBcc: all@x.example' });
  t.regex(senders[0] ?? '', /<b-1@bounces.example>/);
  t.regex(senders[1] ?? '', /<us@example.com>/);
  t.notRegex(server.bodies.join(), /^Bcc:/m);
});

test('parties whose mails hang hold up nobody else, and each only so many connections', async (t) => {
  const server = await scriptedSmtp(t, { pipelining: true }, ({ line, to }) =>
    line.startsWith('RCPT') && to.startsWith('hangs') ? '' : undefined,
  );
  const email = client(t, server.url, 2);
  const parties = Array.from({ length: 10 }, (_, i) => `party-${i}`);
  // Each has more than its connections take at a time.
  const hanging = parties.flatMap((party) =>
    Array.from({ length: 25 }, (_, i) => email.send({ ...mailTo(`hangs${i}@x.example`), party })),
  );
  const goes = (party: string) => email.send({ ...mailTo('goes@x.example'), party });
  t.is((await goes('another')).status, 'accepted');
  await until(() => server.connections() >= 2 * parties.length);
  t.is((await goes('yet another')).status, 'accepted');
  t.true(server.connections() <= 2 * parties.length + 2, `${server.connections()} connections`);
  const outcomes = Promise.all(hanging);
  await email.close();
  server.cutAll();
  t.true((await outcomes).every(({ status }) => status !== 'accepted'));
});

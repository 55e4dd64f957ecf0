import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { openBulkSmtp } from '#providers/email/bulk-smtp.ts';
import { startMailReceiver } from '../../providers/local/mail-receiver.ts';
import { openInbox } from '../../providers/local/inbox.ts';

const mail = (to: string, body = 'Hello\r\n.hidden dot\r\n') => ({
  from: 'us@example.com',
  to,
  data: Buffer.from(`From: us@example.com\r\nTo: ${to}\r\nSubject: Hi\r\n\r\n${body}`),
});

async function receiver(t: ExecutionContext) {
  const inbox = openInbox(':memory:');
  const server = await startMailReceiver({ port: 0, inbox });
  t.teardown(() => server.close());
  const bulk = openBulkSmtp({ url: `smtp://127.0.0.1:${server.port}`, connections: 3 });
  t.teardown(() => bulk.close());
  return { inbox, bulk };
}

test('five hundred mails arrive once each, over kept connections', async (t) => {
  const { inbox, bulk } = await receiver(t);
  const to = Array.from({ length: 500 }, (_, i) => `p${i}@example.com`);
  const first = await bulk.send(to.slice(0, 250).map((address) => mail(address)));
  const second = await bulk.send(to.slice(250).map((address) => mail(address)));
  t.true([...first, ...second].every((o) => o.status === 'accepted'));
  for (let i = 0; i < 100 && inbox.count() < 500; i++) await new Promise((d) => setTimeout(d, 20));
  t.is(inbox.count(), 500);
  t.is(inbox.list({ to: 'p7@example.com', limit: 2 }).data[0]?.text, 'Hello\n.hidden dot\n');
});

test('each mail gets its own outcome', async (t) => {
  const { bulk } = await receiver(t);
  const outcomes = await bulk.send([
    mail('a@example.com'),
    mail('bounce1@example.com'),
    mail('defer1@example.com'),
    mail('b@example.com'),
    mail('cut1@example.com'),
    mail('c@example.com'),
  ]);
  t.deepEqual(outcomes, [
    { status: 'accepted', providerMessageId: null },
    { status: 'rejected', code: '550' },
    { status: 'deferred', code: '451' },
    { status: 'accepted', providerMessageId: null },
    { status: 'unknown', code: 'connection_lost' },
    { status: 'accepted', providerMessageId: null },
  ]);
});

test('a server that is away defers everything at once', async (t) => {
  const bulk = openBulkSmtp({ url: 'smtp://127.0.0.1:1', connections: 2 });
  const outcomes = await bulk.send([
    mail('a@example.com'),
    mail('b@example.com'),
    mail('c@example.com'),
  ]);
  t.deepEqual(
    outcomes.map((o) => [o.status, 'code' in o ? o.code : '']),
    Array.from({ length: 3 }, () => ['deferred', 'ECONNREFUSED']),
  );
});

/** A server without PIPELINING that answers as it is told. */
async function scripted(t: ExecutionContext, answer: (line: string, socket: Socket) => string) {
  const server = createServer((socket) => {
    socket.write('220 hi\r\n');
    let body = false;
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString();
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (body && line !== '.') continue;
        const reply = body ? answer('END', socket) : answer(line, socket);
        body = reply.startsWith('354');
        socket.write(reply);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const address = server.address();
  const bulk = openBulkSmtp({
    url: `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    connections: 1,
  });
  t.teardown(() => bulk.close());
  return bulk;
}

test('without pipelining it waits for each answer', async (t) => {
  const bulk = await scripted(t, (line) => {
    if (line.startsWith('EHLO')) return '250-hi\r\n250 8BITMIME\r\n';
    if (line.startsWith('RCPT TO:<no')) return '550 no\r\n';
    return line === 'DATA' ? '354 go\r\n' : '250 ok\r\n';
  });
  const outcomes = await bulk.send([
    mail('a@x.example'),
    mail('no@x.example'),
    mail('b@x.example'),
  ]);
  t.deepEqual(
    outcomes.map((o) => o.status),
    ['accepted', 'rejected', 'accepted'],
  );
});

test('421 in the middle defers what was not begun and goes on over a new connection', async (t) => {
  let connections = 0;
  let mails = 0;
  const bulk = await scripted(t, (line, socket) => {
    if (line.startsWith('EHLO')) {
      connections++;
      return '250 hi\r\n';
    }
    if (line.startsWith('MAIL') && ++mails === 2) {
      setImmediate(() => socket.end());
      return '421 too busy\r\n';
    }
    return line === 'DATA' ? '354 go\r\n' : '250 ok\r\n';
  });
  const outcomes = await bulk.send([mail('a@x.example'), mail('b@x.example'), mail('c@x.example')]);
  t.is(outcomes[0]?.status, 'accepted');
  t.like(outcomes[1], { status: 'deferred', code: '421' });
  t.true(connections >= 1);
  t.is(outcomes.length, 3);
  t.true(outcomes.every((o) => o !== undefined));
});

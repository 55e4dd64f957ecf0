import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { openBulkSmtp } from '#providers/email/bulk-smtp.ts';
import { mailFor } from '../_support/scripted-smtp.ts';

/** smtp-server as an independent server; its certificate is self-signed. */
async function server(t: ExecutionContext, options: SMTPServerOptions = {}) {
  const got = { signIns: [] as string[], secure: [] as boolean[], mails: 0 };
  const smtp = new SMTPServer({
    onAuth(auth, session, done) {
      got.signIns.push(`${auth.method}:${auth.username}:${auth.password}`);
      got.secure.push(session.secure);
      if (auth.password === 'p@ss word') done(null, { user: auth.username });
      else done(new Error('Invalid username or password'));
    },
    onData(stream, _, done) {
      stream.resume().on('end', () => {
        got.mails++;
        done();
      });
    },
    ...options,
  });
  smtp.on('error', () => undefined);
  const listening = smtp.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  t.teardown(() => new Promise<void>((done) => smtp.close(done)));
  const address = listening.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const send = async (url: string, boxes = ['a', 'b', 'c']) => {
    const bulk = openBulkSmtp({ url: url.replace('PORT', String(port)), connections: 2 });
    t.teardown(() => bulk.close());
    return bulk.send(boxes.map((box) => mailFor(`${box}@x.example`)));
  };
  return { got, send };
}

const USER = 'us%40example.com:p%40ss%20word';
const LAX = '?tls.rejectUnauthorized=false';

test('STARTTLS is used where it is offered, and the password goes through it', async (t) => {
  const { got, send } = await server(t);
  const outcomes = await send(`smtp://${USER}@127.0.0.1:PORT/${LAX}`);
  t.true(outcomes.every((o) => o.status === 'accepted'));
  t.is(got.mails, 3);
  t.true(got.secure.length > 0 && got.secure.every(Boolean));
  t.is(got.signIns[0], 'PLAIN:us@example.com:p@ss word');
});

test('a server that knows LOGIN only', async (t) => {
  const { got, send } = await server(t, { authMethods: ['LOGIN'] });
  const outcomes = await send(`smtp://${USER}@127.0.0.1:PORT/${LAX}`);
  t.true(outcomes.every((o) => o.status === 'accepted'));
  t.is(got.signIns[0], 'LOGIN:us@example.com:p@ss word');
});

test('smtps speaks TLS from the first byte', async (t) => {
  const { got, send } = await server(t, { secure: true });
  const outcomes = await send(`smtps://${USER}@127.0.0.1:PORT/${LAX}`);
  t.true(outcomes.every((o) => o.status === 'accepted'));
  t.is(got.mails, 3);
});

test('a certificate nobody vouches for: nothing is said, nothing is sent', async (t) => {
  for (const [secure, scheme] of [
    [true, 'smtps'],
    [false, 'smtp'],
  ] as const) {
    // prettier-ignore
    const { got, send } = await server(t, { secure });
    const outcomes = await send(`${scheme}://${USER}@127.0.0.1:PORT`);
    t.deepEqual(
      outcomes,
      outcomes.map(() => ({ status: 'deferred', code: 'ETLS' })),
    );
    t.deepEqual([got.mails, got.signIns.length], [0, 0]);
  }
});

test('a wrong password is a matter of settings: every mail waits', async (t) => {
  const { got, send } = await server(t);
  const outcomes = await send(`smtp://us:wrong@127.0.0.1:PORT/${LAX}`);
  t.deepEqual(
    outcomes,
    outcomes.map(() => ({ status: 'deferred', code: 'EAUTH' })),
  );
  t.is(got.mails, 0);
});

test('requireTLS does not talk to a server that hides it', async (t) => {
  const { got, send } = await server(t, { hideSTARTTLS: true, authOptional: true });
  const outcomes = await send('smtp://127.0.0.1:PORT/?requireTLS=true');
  t.true(outcomes.every((o) => o.status === 'deferred' && o.code === 'ETLS'));
  t.is(got.mails, 0);
});

test('an address outside ASCII goes only where SMTPUTF8 is spoken', async (t) => {
  for (const hideSMTPUTF8 of [true, false]) {
    const { send } = await server(t, { authOptional: true, hideSMTPUTF8 });
    const outcomes = await send(`smtp://127.0.0.1:PORT/${LAX}`, ['a', 'jürgen', 'b']);
    t.deepEqual(outcomes.map((o) => o.status), ['accepted', hideSMTPUTF8 ? 'rejected' : 'accepted', 'accepted']); // prettier-ignore
  }
});

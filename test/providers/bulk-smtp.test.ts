import test, { type ExecutionContext } from 'ava';
import { openBulkSmtp } from '#providers/email/bulk-smtp.ts';
import { openInbox } from '#providers/local/inbox.ts';
import { startMailReceiver } from '#providers/local/mail-receiver.ts';
import { until } from '../_support/until.ts';
import { mailFor, scriptedSmtp } from '../_support/scripted-smtp.ts';

async function receiver(t: ExecutionContext) {
  const inbox = openInbox(':memory:');
  const server = await startMailReceiver({ port: 0, inbox });
  t.teardown(() => server.close());
  const bulk = openBulkSmtp({ url: `smtp://127.0.0.1:${server.port}`, connections: 3 });
  t.teardown(() => bulk.close());
  return { inbox, bulk };
}

test('a thousand mails arrive once each, over kept connections', async (t) => {
  const { inbox, bulk } = await receiver(t);
  const to = Array.from({ length: 1000 }, (_, i) => `p${i}@example.com`);
  const first = await bulk.send(to.slice(0, 500).map((a) => mailFor(a, 'Hi\r\n.dot\r\n..two\r\n')));
  const second = await bulk.send(to.slice(500).map((a) => mailFor(a)));
  t.true([...first, ...second].every((o) => o.status === 'accepted'));
  await until(() => inbox.count() >= 1000);
  t.is(inbox.count(), 1000);
  for (const n of [0, 7, 999]) {
    t.is((await inbox.list({ to: `p${n}@example.com`, limit: 5 })).data.length, 1, `p${n}`);
  }
  t.is((await inbox.list({ to: 'p7@example.com', limit: 1 })).data[0]?.text, 'Hi\n.dot\n..two\n');
});

test('each mail has its own outcome, in order, whatever became of its neighbours', async (t) => {
  const { bulk } = await receiver(t);
  const outcomes = await bulk.send(
    ['a', 'bounce1', 'b', 'defer1', 'bounce2', 'c', 'd', 'e', 'cut1'].map((box) =>
      mailFor(`${box}@example.com`),
    ),
  );
  const accepted = { status: 'accepted', providerMessageId: null };
  t.deepEqual(outcomes, [
    accepted,
    { status: 'rejected', code: '550', about: 'gone' },
    accepted,
    { status: 'deferred', code: '451' },
    { status: 'rejected', code: '550', about: 'gone' },
    accepted,
    accepted,
    accepted,
    { status: 'unknown', code: 'ECONNECTION' },
  ]);
});

test('calls that overlap do not mix', async (t) => {
  const { bulk } = await receiver(t);
  const [one, two] = await Promise.all([
    bulk.send([mailFor('a@example.com'), mailFor('bounce@example.com')]),
    bulk.send([mailFor('defer@example.com')]),
  ]);
  t.deepEqual(one?.map((o) => o.status), ['accepted', 'rejected']); // prettier-ignore
  t.deepEqual(two?.map((o) => o.status), ['deferred']); // prettier-ignore
});

test('a server that is away defers everything, and says so', async (t) => {
  const bulk = openBulkSmtp({ url: 'smtp://127.0.0.1:1', connections: 2 });
  const outcomes = await bulk.send(['a', 'b', 'c'].map((box) => mailFor(`${box}@example.com`)));
  t.deepEqual(
    outcomes,
    outcomes.map(() => ({ status: 'deferred', code: 'ECONNREFUSED' })),
  );
});

const DIALOGUES = {
  'with chunks': { pipelining: true, chunking: true },
  'with pipelining': { pipelining: true },
  'without pipelining': { pipelining: false },
};

for (const [name, offers] of Object.entries(DIALOGUES)) {
  test(`${name}: a refused recipient takes nobody along`, async (t) => {
    const server = await scriptedSmtp(t, offers, ({ line }) =>
      line.startsWith('RCPT TO:<no') ? '550 5.1.1 no\r\n' : undefined,
    );
    const outcomes = await server.bulk.send(
      ['a', 'no', 'b', 'no2', 'c'].map((box) => mailFor(`${box}@x.example`)),
    );
    t.deepEqual(
      outcomes.map((o) => o.status),
      ['accepted', 'rejected', 'accepted', 'rejected', 'accepted'],
    );
    t.deepEqual(server.delivered, ['a@x.example', 'b@x.example', 'c@x.example']);
  });

  test(`${name}: 421 to MAIL is about the connection; the mail goes over the next one`, async (t) => {
    let mails = 0;
    const server = await scriptedSmtp(t, offers, ({ line, hangUp }) => {
      if (!line.startsWith('MAIL') || ++mails !== 2) return undefined;
      hangUp();
      return '421 4.3.2 too busy\r\n';
    });
    const outcomes = await server.bulk.send(
      ['a', 'b', 'c'].map((box) => mailFor(`${box}@x.example`)),
    );
    t.true(outcomes.every((o) => o.status === 'accepted'));
    t.deepEqual(server.delivered.toSorted(), ['a@x.example', 'b@x.example', 'c@x.example']);
    t.is(server.connections(), 2);
  });

  test(`${name}: a body that is refused`, async (t) => {
    const server = await scriptedSmtp(t, offers, ({ line, to }) => {
      if (line !== '.') return undefined;
      if (to === 'spam@x.example') return '554 5.7.1 spam\r\n';
      return to === 'full@x.example' ? '452 4.2.2 full\r\n' : undefined;
    });
    const outcomes = await server.bulk.send(
      ['spam', 'a', 'full', 'b'].map((box) => mailFor(`${box}@x.example`)),
    );
    t.deepEqual(outcomes, [
      { status: 'rejected', code: '5.7.1', about: 'sender' },
      { status: 'accepted', providerMessageId: null },
      { status: 'deferred', code: '452' },
      { status: 'accepted', providerMessageId: null },
    ]);
  });
}

for (const pipelining of [true, false]) {
  const name = pipelining ? 'with pipelining' : 'without pipelining';
  test(`${name}: a cut after the body is uncertain and not repeated, a cut before it is not`, async (t) => {
    const server = await scriptedSmtp(t, { pipelining }, ({ line, to, hangUp }) => {
      if (
        (line === '.' && to === 'late@x.example') ||
        (line === 'DATA' && to === 'early@x.example')
      )
        hangUp();
      return undefined;
    });
    const outcomes = await server.bulk.send(
      ['a', 'late', 'b', 'early', 'c'].map((box) => mailFor(`${box}@x.example`)),
    );
    t.deepEqual(outcomes[1], { status: 'unknown', code: 'ECONNECTION' });
    t.deepEqual(outcomes[3], { status: 'deferred', code: 'ECONNECTION' });
    t.is(server.begun.filter((to) => to === 'late@x.example').length, 1);
  });
}

test('with chunks: a mail arrives byte for byte, in any script, and dots are not doubled', async (t) => {
  const server = await scriptedSmtp(t, DIALOGUES['with chunks'], () => undefined);
  const bodies = ['.\r\n..\r\nend\r\n', 'Grüße, 你好 👋\r\n', 'x'.repeat(5_000) + '\r\n'];
  const mails = bodies.map((body, i) => mailFor(`p${i}@x.example`, body));
  const outcomes = await server.bulk.send(mails);
  t.true(outcomes.every((one) => one.status === 'accepted'));
  const arrived = server.bodies.map((body) => Buffer.from(body, 'latin1').toString());
  t.deepEqual(arrived, mails.map(({ data }) => data)); // prettier-ignore
});

test('with chunks: a broken line leaves a window uncertain, once; then bodies wait for their turn', async (t) => {
  let ends = 0;
  const server = await scriptedSmtp(t, DIALOGUES['with chunks'], ({ line, hangUp }) => {
    if (line === '.' && ++ends % 30 === 0) hangUp();
    return undefined;
  });
  const boxes = Array.from({ length: 100 }, (_, i) => `p${i}@x.example`);
  const outcomes = await server.bulk.send(boxes.map((box) => mailFor(box)));
  const unknown = outcomes.filter((one) => one.status === 'unknown');
  // The window of the first break, and one mail for each of the breaks after it.
  t.true(unknown.length > 1 && unknown.length <= 10 + 3, `${unknown.length} uncertain`);
  t.is(outcomes.filter((one) => one.status === 'accepted').length, 100 - unknown.length);
  t.is(new Set(server.delivered).size, server.delivered.length);
});

test('with chunks: 421 in the middle of a window leaves nobody uncertain', async (t) => {
  let mails = 0;
  const server = await scriptedSmtp(t, DIALOGUES['with chunks'], ({ line, hangUp }) => {
    if (!line.startsWith('MAIL') || ++mails % 20 !== 0) return undefined;
    hangUp();
    return '421 4.7.0 enough over this connection\r\n';
  });
  const boxes = Array.from({ length: 100 }, (_, i) => `p${i}@x.example`);
  const outcomes = await server.bulk.send(boxes.map((box) => mailFor(box)));
  t.true(outcomes.every((one) => one.status === 'accepted'));
  t.deepEqual(server.delivered.toSorted(), boxes.toSorted());
});

test('354 for a mail nobody takes is answered with no mail', async (t) => {
  const server = await scriptedSmtp(t, { pipelining: true, lax: true }, ({ line }) =>
    line.startsWith('RCPT TO:<no') ? '550 5.1.1 no\r\n' : undefined,
  );
  const outcomes = await server.bulk.send(['no', 'a'].map((box) => mailFor(`${box}@x.example`)));
  t.deepEqual(outcomes.map((o) => o.status), ['rejected', 'accepted']); // prettier-ignore
  t.deepEqual(server.bodies, ['', mailFor('a@x.example').data.toString()]);
});

test('a refused sender is our own matter: nobody counts as bounced', async (t) => {
  const server = await scriptedSmtp(t, { pipelining: true }, ({ line }) =>
    line.startsWith('MAIL') ? '550 5.7.1 sender not yours\r\n' : undefined,
  );
  const outcomes = await server.bulk.send(['a', 'b'].map((box) => mailFor(`${box}@x.example`)));
  t.deepEqual(
    outcomes,
    outcomes.map(() => ({ status: 'deferred', code: 'ESENDER' })),
  );
});

for (const [name, offers] of Object.entries(DIALOGUES)) {
  test(`${name}: every line of a reply counts, and at which command it came`, async (t) => {
    const said: Record<string, [at: 'RCPT' | '.', reply: string]> = {
      first: [
        'RCPT',
        '550-5.7.26 This mail is unauthenticated\r\n550 5.1.1 see the help pages\r\n',
      ],
      last: ['RCPT', '550-5.1.1 no\r\n550 5.7.26 unauthenticated\r\n'],
      sender: ['RCPT', '550 5.1.8 <us@example.com>: Sender address rejected: Domain not found\r\n'],
      gone: ['RCPT', '550-5.1.1 nobody\r\n550 5.1.1 of that name\r\n'],
      bare: ['RCPT', '550 No such user\r\n'],
      body: ['.', '550 No such user\r\n'],
      late: ['.', '550 5.1.1 No such user\r\n'],
    };
    const server = await scriptedSmtp(t, offers, ({ line, to }) => {
      const [at, reply] = said[to.split('@')[0] ?? ''] ?? [];
      return at && line.startsWith(at) ? reply : undefined;
    });
    const outcomes = await server.bulk.send(
      Object.keys(said).map((box) => mailFor(`${box}@x.example`)),
    );
    t.deepEqual(
      outcomes.map((o) => (o.status === 'rejected' ? `${o.about} ${o.code}` : o.status)),
      [
        'sender 5.7.26',
        'sender 5.7.26',
        'sender 5.1.8',
        'gone 550',
        'gone 550',
        'sender 550',
        'gone 550',
      ],
    );
  });
}

test('a server that takes one connection only: the one line carries all', async (t) => {
  const server = await scriptedSmtp(t, { pipelining: true, most: 1, lines: 3 }, () => undefined);
  const outcomes = await server.bulk.send(
    Array.from({ length: 50 }, (_, i) => mailFor(`p${i}@x.example`)),
  );
  t.true(outcomes.every((o) => o.status === 'accepted'));
});

test('a server that hangs up on everybody is left alone soon', async (t) => {
  const server = await scriptedSmtp(t, { pipelining: true }, ({ line, hangUp }) => {
    if (line.startsWith('MAIL')) hangUp();
    return undefined;
  });
  const outcomes = await server.bulk.send(
    Array.from({ length: 50 }, (_, i) => mailFor(`p${i}@x.example`)),
  );
  t.true(outcomes.every((o) => o.status === 'deferred' && o.code === 'ECONNECTION'));
  t.true(server.connections() <= 2, `${server.connections()} connections`);
});

test('a server that falls silent is given up after the patience', async (t) => {
  const server = await scriptedSmtp(
    t,
    { pipelining: true, patience: { reply: 5_000, end: 5_000 } },
    ({ line, to }) => (line === '.' && to === 'quiet@x.example' ? '' : undefined),
  );
  const outcomes = await server.bulk.send(
    ['a', 'quiet', 'b'].map((box) => mailFor(`${box}@x.example`)),
  );
  t.deepEqual(outcomes[1], { status: 'unknown', code: 'ETIMEDOUT' });
  t.deepEqual([outcomes[0]?.status, outcomes[2]?.status], ['accepted', 'accepted']);
});

test('a slow server whose replies come in pieces', async (t) => {
  const server = await scriptedSmtp(t, { pipelining: true, dribble: true }, ({ line }) =>
    line.startsWith('RCPT TO:<no') ? '550-5.1.1 nobody\r\n550 5.1.1 of that name\r\n' : undefined,
  );
  const outcomes = await server.bulk.send(
    ['a', 'no', 'b'].map((box) => mailFor(`${box}@x.example`)),
  );
  t.deepEqual(
    outcomes.map((o) => o.status),
    ['accepted', 'rejected', 'accepted'],
  );
});

test('what is no mail server is told nothing', async (t) => {
  const server = await scriptedSmtp(t, { pipelining: true, greeting: 'HTTP/1.1 400 Bad Request\r\n\r\n' }, () => undefined); // prettier-ignore
  t.deepEqual(await server.bulk.send([mailFor('a@x.example')]), [
    { status: 'deferred', code: 'EPROTOCOL' },
  ]);
});

for (const [name, offers] of Object.entries(DIALOGUES)) {
  test(`${name}: a kept connection that died of age costs nobody a mail`, async (t) => {
    const server = await scriptedSmtp(t, offers, () => undefined);
    await server.bulk.send([mailFor('a@x.example')]);
    server.cutAll();
    t.deepEqual(await server.bulk.send([mailFor('b@x.example')]), [
      { status: 'accepted', providerMessageId: null },
    ]);
  });

  test(`${name}: no body can smuggle a second mail in, and no address a command`, async (t) => {
    const server = await scriptedSmtp(t, offers, () => undefined);
    await server.bulk.send([
      mailFor('a@x.example', 'one\n.\nMAIL FROM:<evil@x.example>\r\n\n.\r\n\r.\rend'),
      { ...mailFor('b@x.example'), to: 'b@x.example>\r\nRSET\r\nRCPT TO:<c@x.example' },
    ]);
    t.is(server.bodies.length, 2);
    t.false(/(^|[^\r])\n|\r(?!\n)/.test(server.bodies[0] ?? '\n'));
    t.deepEqual(server.begun, ['a@x.example', 'b@x.exampleRSETRCPT TO:c@x.example']);
    // With DATA a lone dot would end the mail; a chunk is as long as it says.
    if (!('chunking' in offers)) t.false(/\r\n\.\r\n/.test(server.bodies[0]?.slice(0, -3) ?? ''));
  });
}

test('closing in the middle settles what was under way', async (t) => {
  const server = await scriptedSmtp(t, { pipelining: true }, ({ line }) =>
    line === '.' ? '' : undefined,
  );
  const sending = server.bulk.send(['a', 'b'].map((box) => mailFor(`${box}@x.example`)));
  await until(() => server.bodies.length === 1);
  await server.bulk.close();
  t.deepEqual(
    (await sending).map((o) => o.status),
    ['unknown', 'deferred'],
  );
});

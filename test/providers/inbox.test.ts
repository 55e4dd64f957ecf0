import test from 'ava';
import { openInbox, type Received } from '#providers/local/inbox.ts';

const sms = (to: string, text = 'Hi'): Received => ({ channel: 'sms', to, from: '+1', text });

test('newest first, page by page, each once', async (t) => {
  const inbox = openInbox(':memory:');
  inbox.add(Array.from({ length: 25 }, (_, i) => sms(`+${i}`)));
  const seen: string[] = [];
  let before: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof inbox.list>> = await inbox.list({
      limit: 10,
      ...(before ? { before: Number(before) } : {}),
    });
    seen.push(...page.data.map((m) => m.to));
    before = page.next_cursor;
  } while (before);
  t.deepEqual(
    seen,
    Array.from({ length: 25 }, (_, i) => `+${24 - i}`),
  );
});

test('found by channel and by address in any case', async (t) => {
  const inbox = openInbox(':memory:');
  const source = Buffer.from('Subject: Hello\r\n\r\nWorld\r\n');
  inbox.add([
    sms('+1'),
    { channel: 'email', to: 'Anna@Example.com', from: 'us@example.com', source },
  ]);
  const found = await inbox.list({ channel: 'email', to: 'anna@example.COM', limit: 5 });
  t.is(found.data.length, 1);
  t.like(found.data[0], { subject: 'Hello', text: 'World\n', from: 'us@example.com' });
  t.like(await inbox.get(found.data[0]?.id ?? ''), { subject: 'Hello' });
  t.is((await inbox.list({ channel: 'sms', to: 'anna@example.com', limit: 5 })).data.length, 0);
  t.is(await inbox.get('nothing'), null);
});

test('it does not grow without end', async (t) => {
  const inbox = openInbox(':memory:', 100);
  for (let i = 0; i < 500; i++) inbox.add([sms(`+${i}`)]);
  t.true(inbox.count() <= 106, String(inbox.count()));
  t.is((await inbox.list({ limit: 1 })).data[0]?.to, '+499');
});

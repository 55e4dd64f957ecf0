import test from 'ava';
import PostalMime from 'postal-mime';
import { createMailWriter } from '#providers/email/mime.ts';

const write = createMailWriter({
  from: { name: 'Café Zoë', address: 'news@example.com' },
  host: 'example.com',
  listId: '<c1.example.com>',
});
const parts = {
  id: 'm1',
  to: 'anna@example.com',
  subject: 'Hello',
  text: 'Hello\nAnna',
  html: '<p>Hello Anna</p>',
};

test('a mail says what it is given, in any script', async (t) => {
  const subject = `Größe 漢字 😀 ${'ж'.repeat(80)}`;
  const text = `مرحبا\n${'long '.repeat(400)}\n.dot`;
  const html = `<p>${'я'.repeat(2000)}</p>`;
  const before = Date.now();
  const source = write({ ...parts, subject, text, html, unsubscribeUrl: 'https://x.example/u/1' });
  const after = Date.now();
  const mail = await PostalMime.parse(source);
  t.is(mail.subject, subject);
  t.is(mail.text?.trimEnd(), text);
  t.is(mail.html?.trimEnd(), html);
  t.deepEqual(mail.from, { address: 'news@example.com', name: 'Café Zoë' });
  t.is(mail.messageId, '<m1@example.com>');
  const header = (key: string) => mail.headers.find((h) => h.key === key)?.value;
  t.is(header('list-unsubscribe'), '<https://x.example/u/1>');
  t.is(header('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
  t.is(header('list-id'), '<c1.example.com>');
  // In whole seconds.
  const date = Date.parse(mail.date ?? '');
  t.true(date > before - 1_000 && date <= after, mail.date);
});

test('it is 7 bit, with whole line ends, and no line is longer than the rule allows', (t) => {
  const source = write({
    ...parts,
    text: `a\nb\r\nc\rd ${'x'.repeat(5000)}`,
    html: 'é'.repeat(900),
  });
  t.false(/[^\r]\n|\r[^\n]/.test(source));
  t.is(Buffer.byteLength(source), source.length);
  t.true(source.split('\r\n').every((line) => line.length <= 998));
});

test('a value cannot bring a header of its own', async (t) => {
  const evil = 'Hi\r\nBcc: victim@example.com\r\n\r\n<h1>other body</h1>';
  for (const mail of [write({ ...parts, subject: evil }), write({ ...parts, to: evil })]) {
    const read = await PostalMime.parse(mail);
    t.is(read.bcc, undefined);
    t.is(read.html?.trim(), parts.html);
  }
});

test('words that look encoded are shown as they were typed, in subject and name', async (t) => {
  const typed = '=?utf-8?B?SGFja2Vk?= and "quotes" \\ here';
  const source = createMailWriter({ from: { name: typed, address: 'a@example.com' }, host: 'h' })({
    ...parts,
    subject: typed,
  });
  const mail = await PostalMime.parse(source);
  t.is(mail.subject, typed);
  t.is(mail.from?.name, typed);
  const quoted = createMailWriter({
    from: { name: 'A "B" \\ C', address: 'a@example.com\r\nBcc: x@example.com' },
    host: 'h',
    replyTo: 'r@example.com',
  })(parts);
  const read = await PostalMime.parse(quoted);
  t.is(read.from?.name, 'A "B" \\ C');
  t.is(read.bcc, undefined);
  t.is(read.replyTo?.[0]?.address, 'r@example.com');
});

import test, { type ExecutionContext } from 'ava';
import { createTransport } from 'nodemailer';
import PostalMime, { type Email } from 'postal-mime';
import { createMailWriter } from '#providers/email/mime.ts';
import { scriptedSmtp } from '../_support/scripted-smtp.ts';
import { until } from '../_support/until.ts';

/*
 * The fast path against nodemailer: both send the same content over the wire, and a reader finds the same in both,
 * byte for byte. Encodings, the folding of headers and the line end after a part are each writer's own. What looks like
 * an encoded word is not compared: nodemailer sends it as it is, and readers decode it (mime.test.ts).
 */
type Content = { subject?: string; text?: string; html?: string; name?: string };

const LINE = 'All work and no play makes Jack a dull boy. ';
const CONTENTS: Record<string, Content> = {
  'plain ASCII': {},
  'Latin letters': { subject: 'Grüße aus Köln', text: 'Schöne Grüße, naïve café', name: 'Zoë Müller' }, // prettier-ignore
  'Arabic and Hebrew': { subject: 'مرحبا שלום', text: 'مرحبا بالعالم\nשלום עולם', html: '<p dir="rtl">مرحبا</p>', name: 'مريم' }, // prettier-ignore
  'Chinese, Japanese and Korean': { subject: '漢字仮名交じり文한국어', text: '你好\nこんにちは\n안녕하세요', html: '<p>你好</p>', name: '山田太郎' }, // prettier-ignore
  'Indic and Thai': { subject: 'नमस्ते สวัสดี', text: 'नमस्ते दुनिया\nสวัสดีชาวโลก', html: '<p>தமிழ்</p>' }, // prettier-ignore
  'emoji, joined and flagged': { subject: '👩‍👩‍👧‍👦 🇺🇦 ✅', text: '👩‍👩‍👧‍👦\n🇺🇦', html: '<p>😀</p>', name: '🎉 Party' }, // prettier-ignore
  'combining marks stay as they are': { subject: 'e\u0301 and é', text: 'e\u0301 and é', html: '<p>e\u0301</p>' }, // prettier-ignore
  'a long subject': { subject: LINE.repeat(8).trim() },
  'a long subject in Cyrillic': { subject: 'Очень длинная тема письма '.repeat(12).trim() },
  'a subject without a space': { subject: 'x'.repeat(900) },
  'special characters in the name': { name: 'A "B" \\ C, (D) <e@f.g>; h: i' },
  'lines that begin with dots': { text: '.\n..\n.a\n...b\n.', html: '.<p>a</p>\n.\n.b' },
  'lines of 76 to 1,000 letters': { text: [75, 76, 77, 78, 79, 997, 998, 999, 1000].map((n) => 'y'.repeat(n)).join('\n') }, // prettier-ignore
  'one line of 20,000 letters': { text: 'z'.repeat(20_000), html: `<p>${LINE.repeat(500)}</p>` },
  'long lines with emoji': { text: '😀'.repeat(3_000), html: `<p>${'ж'.repeat(3_000)}</p>` },
  'line ends of every system': { text: 'a\r\nb\nc', html: '<p>a</p>\r\n<p>b</p>\n<p>c</p>' },
  'spaces and tabs at the ends of lines': { text: 'a \nb\t\n  c\n\td', html: '<p>a </p> \n\t<p>b</p>' }, // prettier-ignore
  'empty lines': { text: '\n\na\n\n\nb', html: '\n\n<p>a</p>\n\n' },
  'signs of encodings': { text: 'a=3D =20 = \n-- \nFrom me\n>quote', html: '<a href="https://x.example/?a=1&b=2">=</a>' }, // prettier-ignore
  'something like a boundary': { text: '--=_0123\n--\n------=_Part', html: '<!-- --=_0123 -->' },
};

for (const [name, content] of Object.entries(CONTENTS)) {
  test(`a reader finds the same as in nodemailer's mail: ${name}`, async (t) => {
    const [fast, reference] = await bothWays(t, content);
    t.deepEqual(fast, reference);
  });
}

const HOST = 'mail.example.com';
const TO = 'anna@example.com';
const FROM = 'news@example.com';
const WAY_OUT = 'https://x.example/u/1?a=b&c=d';

async function bothWays(t: ExecutionContext, content: Content) {
  const { url, bulk, bodies } = await scriptedSmtp(t, { pipelining: true }, () => undefined);
  const {
    subject = 'News',
    text = 'Hello Anna',
    html = '<p>Hello Anna</p>',
    name = 'Us',
  } = content;
  const write = createMailWriter({
    from: { name, address: FROM },
    replyTo: 'answers@example.com',
    host: HOST,
    listId: '<c1.example.com>',
  });
  const data = write({ id: 'm1', to: TO, subject, text, html, unsubscribeUrl: WAY_OUT });
  const [outcome] = await bulk.send([{ from: FROM, to: TO, data }]);
  t.is(outcome?.status, 'accepted');

  const transport = createTransport(url);
  t.teardown(() => transport.close());
  await transport.sendMail({
    from: { name, address: FROM },
    replyTo: 'answers@example.com',
    to: TO,
    subject,
    text,
    html,
    messageId: `<m1@${HOST}>`,
    headers: {
      'List-Id': '<c1.example.com>',
      'List-Unsubscribe': { prepared: true, value: `<${WAY_OUT}>` },
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  });
  await until(() => bodies.length === 2);
  return Promise.all(bodies.map(async (body) => seen(await PostalMime.parse(unstuffed(body)))));
}

/** The body as its server takes it: without stuffed dots. */
const unstuffed = (body: string): Buffer => Buffer.from(body.replaceAll(/^\./gm, ''), 'latin1');

/** What a reader gets: every header by its meaning, and the bytes of both parts. The time and boundaries differ. */
const seen = ({
  headers,
  text,
  html,
  from,
  to,
  replyTo,
  subject,
  messageId,
  attachments,
}: Email) => ({
  from,
  to,
  replyTo,
  subject,
  messageId,
  listed: headers
    .filter(({ key }) => key.startsWith('list-'))
    .map(({ key, value }) => [key, value])
    .toSorted(),
  headers: headers.map(({ key }) => key).toSorted(),
  text: text?.replace(/\n$/, ''),
  html: html?.replace(/\n$/, ''),
  attachments,
});

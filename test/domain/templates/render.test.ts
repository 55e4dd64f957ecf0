import test from 'ava';
import { AppError } from '#lib/errors.ts';
import { compileTemplate } from '#domain/templates/render.ts';
import { checkTemplate } from '#domain/templates/rules.ts';
import { SAMPLE } from '#domain/templates/sample.ts';
import { PROVIDED } from '#domain/templates/provided/index.ts';
import { codeText } from '#domain/templates/provided/codes.ts';
import { smsSize } from '#domain/templates/segments.ts';

const mail = (body: string, subject = 'Hi') =>
  compileTemplate({ channel: 'email', category: 'transactional', subject, body });
const check = (body: string) => checkTemplate({ channel: 'sms', category: 'transactional', body });
const text = (body: string) => compileTemplate({ channel: 'sms', category: 'transactional', body });

test('values are escaped in HTML and not in the text part or subject', (t) => {
  const rendered = mail('<p>Hello {{ contact.name }}</p>', 'For {{ contact.name }}').render({
    contact: { name: `<b>O'Hara & Sons</b>` },
  });
  t.true(rendered.html?.includes('Hello &lt;b&gt;O&#39;Hara &amp; Sons&lt;/b&gt;'));
  t.true(rendered.text.includes(`Hello <b>O'Hara & Sons</b>`));
  t.is(rendered.subject, `For <b>O'Hara & Sons</b>`);
});

test('a subject stays one header line whatever it is filled with', (t) => {
  const { subject } = mail('x', 'Hi {{ contact.name }}').render({
    contact: { name: 'A\r\nBcc: everybody@example.com\u2028\u0001B' },
  });
  t.is(subject, 'Hi A Bcc: everybody@example.com B');
});

test('the text part keeps links and conditions, one parse for all recipients', (t) => {
  const template = mail(
    '<p>Hi</p>{% if variables.vip %}<p>Special</p>{% endif %}<p><a href="{{ unsubscribe_url }}">Stop</a></p>',
  );
  const plain = template.render({
    variables: { vip: false },
    unsubscribe_url: 'https://a.test/u?x=1&y=2',
  });
  t.true(plain.text.includes('Stop <https://a.test/u?x=1&y=2>'));
  t.true(plain.html?.includes('href="https://a.test/u?x=1&amp;y=2"'));
  t.false(plain.text.includes('Special'));
  t.true(
    template.render({ variables: { vip: true }, unsubscribe_url: 'x' }).text.includes('Special'),
  );
});

test('a loop over table rows still gives a right text part', (t) => {
  const { text: plain } = mail(
    '<table>{% for i in variables.items %}<tr><td>{{ i.name }}</td></tr>{% endfor %}</table>',
  ).render({ variables: { items: [{ name: 'One' }, { name: 'Two' }] } });
  t.regex(plain, /One\s+Two/);
});

test('a body without HTML becomes paragraphs', (t) => {
  const { html } = mail('Hello\n\nline one\nline two').render({});
  t.true(html?.includes('<p>Hello</p>\n<p>line one<br>line two</p>'));
});

test('a text is NFC, so that an accent does not double its price', (t) => {
  t.is(text('{{ contact.name }}').render({ contact: { name: 'Rene\u0301' } }).text, 'Ren\u00e9');
});

test('every missing variable is listed, by its path, before anything is sent', (t) => {
  const template = mail('{{ variables.a }} {{ contact.fields.b }} {{ contact.name | default: "x" }}', '{{ code }}'); // prettier-ignore
  t.deepEqual(template.missing({}).sort(), ['code', 'contact.fields.b', 'variables.a']);
  const error = t.throws(() => template.render({}), { instanceOf: AppError });
  t.is(error.kind, 'invalid');
  t.deepEqual(error.detail.errors?.map((e) => e.path).sort(), ['contact.fields.b', 'variables.a', 'variables.code']); // prettier-ignore
  t.deepEqual(
    template.missing({ code: '1', contact: { fields: { b: 2 } }, variables: { a: 3 } }),
    [],
  );
});

test('a template cannot read files, prototypes or values unescaped, nor run for ever', (t) => {
  for (const body of [
    '{% include "/etc/passwd" %}',
    '{% render "x" %}',
    '{% layout "x" %}',
    '{{ contact.name | raw }}',
  ]) {
    t.throws(() => mail(body), { instanceOf: AppError }, body);
  }
  t.throws(() => text('{{ contact.constructor.name }}').render({ contact: { name: 'x' } }), {
    instanceOf: AppError,
  });
  t.throws(() => text('{% for i in (1..100000000) %}{{ i }}{% endfor %}').render({}), {
    instanceOf: AppError,
  });
  t.throws(() => text('x'.repeat(300_000)), { instanceOf: AppError });
});

test('a broken template is an error of its field', (t) => {
  const errors = checkTemplate({
    channel: 'email',
    category: 'transactional',
    subject: '{{ a',
    body: 'x',
  });
  t.is(errors[0]?.path, 'subject');
  t.regex(errors[0]?.message ?? '', /^Line 1: \{\{ a is not closed\. Write \}\} at its end\.$/);
});

test('an unknown field of ours is refused; a bare name is the caller’s or the contact’s', (t) => {
  t.regex(check('Hi {{ contact.nmae }}')[0]?.message ?? '', /contact\.nmae/);
  t.deepEqual(check('Hi {{ order }}'), []);
  t.deepEqual(text('Hi {{ order }}').missing({}), ['order']);
  const { text: sent } = text('{{ first_name }}: {{ order }}').render({
    contact: { first_name: 'Amina' },
    variables: { order: 7 },
  });
  t.is(sent, 'Amina: 7');
});

test('every provided template passes its own check and renders for a contact we know little of', (t) => {
  t.is(PROVIDED.length, 24);
  for (const { name, ...source } of PROVIDED) {
    t.deepEqual(checkTemplate(source), [], name);
    const contact = { name: '', first_name: '' };
    const rendered = compileTemplate(source).render({
      ...SAMPLE,
      contact,
      variables: { message: 'M' },
    });
    t.regex(rendered.text, /Your organization/, name);
    if (source.language === 'ar' && rendered.html) t.true(rendered.html.includes('dir="rtl"'));
    if (source.language === 'en' && source.channel === 'sms') t.is(smsSize(rendered.text).encoding, 'GSM-7', name); // prettier-ignore
  }
});

test('verification codes are one plain segment and a mail with the code in both parts', (t) => {
  const vars = { organization: { name: 'Acme' }, code: '123456', expires_minutes: 10 };
  for (const use of ['proof', 'export', 'erasure'] as const) {
    const sms = compileTemplate(codeText('sms', 'en', use)).render(vars);
    t.deepEqual(smsSize(sms.text).segments, 1);
  }
  const email = compileTemplate(codeText('email', 'en')).render(vars);
  t.true(email.html?.includes('123456') && email.text.includes('123456'));
});

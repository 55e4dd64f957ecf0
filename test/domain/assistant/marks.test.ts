import test from 'ava';
import { marked, newMarks, unmarkedNew } from '#domain/assistant/suggestions/marks.ts';
import { linksOf, piecesOf } from '#domain/assistant/suggestions/pieces.ts';

const MAIL = `<!doctype html><html><head><title>Sale</title><style>p { color: red }</style></head>
<body><table><tr><td><p>Hello {{ contact.first_name | default: "friend" }},</p>
{% if contact.fields.city %}<p>see us in {{ contact.fields.city }}.</p>{% endif %}
<p>All <b>flowers</b> are <a href="https://shop.example/{{ offer }}">here</a>.</p>
<p><a href="{{ unsubscribe_url }}">Unsubscribe</a></p></td></tr></table></body></html>
`;
const SMS =
  'Hi {{ contact.first_name }}, 2 for 1 at https://shop.example/s?c={{ offer }} today. {{ opt_out }}';

const why = (said: { text: string } | { left_out: string }): string =>
  'left_out' in said ? said.left_out : 'offered';

test('pieces are the whole text, whatever it is', (t) => {
  const odd = ['', ' ', '<', '<b', '<!-- {{ a }} -->x', 'a⟦1⟧b', '{{a}}{{b}} {{ a }}', '<p>{{ x }}</p>{% raw %}{{ y }}{% endraw %}', 'www.example.com/{{ x }}/y z', '<a href="{{ x }}" {% if y %}title="z"{% endif %}>q</a>', '<style>{{ s }} a</style>t']; // prettier-ignore
  for (const text of [MAIL, SMS, ...odd]) {
    for (const isMail of [true, false]) {
      const pieces = piecesOf(text, isMail);
      t.is(pieces.map(({ source }) => source).join(''), text);
      t.true(pieces.every(({ source }) => source !== ''));
      const { text: words, unmark } = marked(text, isMail, newMarks());
      t.deepEqual(unmark(words), { text }, text);
    }
  }
});

test('a model gets words and marks only; what it says is put back', (t) => {
  const { text, marks, unmark } = marked(MAIL, true, newMarks());
  t.notRegex(text, /<|\{|https|style|Sale/);
  t.regex(text, /^Hello ⟦\d+⟧,⟦\d+⟧see us in ⟦\d+⟧\.⟦\d+⟧All ⟦\d+⟧flowers/);
  t.true(marks.some(({ isTag }) => isTag));
  const done = unmark(text.replace('Hello', 'Hallo').replace('flowers', 'Blumen'));
  t.deepEqual(done, { text: MAIL.replace('Hello', 'Hallo').replace('flowers', 'Blumen') });

  const sms = marked(SMS, false, newMarks());
  t.is(sms.text, 'Hi ⟦1⟧, 2 for 1 at ⟦2⟧ today. ⟦3⟧');
  t.deepEqual(linksOf(SMS), ['https://shop.example/s?c={{ offer }}']);
  t.deepEqual(sms.unmark('⟦2⟧ — ⟦1⟧! ⟦3⟧'), {
    text: 'https://shop.example/s?c={{ offer }} — {{ contact.first_name }}! {{ opt_out }}',
  });
});

test('what is lost, invented, moved or written as markup is seen', (t) => {
  const { unmark, text } = marked(MAIL, true, newMarks());
  const sms = marked(SMS, false, newMarks());
  t.deepEqual(sms.unmark('Hi ⟦1⟧, ⟦2⟧'), { left_out: 'lost', what: ['{{ opt_out }}'] });
  t.is(why(sms.unmark('⟦1⟧ ⟦1⟧ ⟦2⟧ ⟦3⟧')), 'added');
  t.is(why(sms.unmark('⟦1⟧ ⟦2⟧ ⟦3⟧ ⟦4⟧')), 'added');
  t.is(why(sms.unmark('⟦1⟧ ⟦2⟧ ⟦3⟧ ⟦')), 'added');
  t.is(why(sms.unmark('⟦1⟧ ⟦2⟧ ⟦3⟧ {{ contact.email }}')), 'markup');
  t.is(why(sms.unmark('{⟦1⟧ ⟦2⟧ ⟦3⟧')), 'markup');
  t.is(why(sms.unmark('⟦1⟧ ⟦2⟧ ⟦3⟧ evil.example.com')), 'links');
  t.is(why(sms.unmark('⟦1⟧ ⟦2⟧more ⟦3⟧')), 'links');
  t.is(why(sms.unmark('⟦1⟧ ⟦2⟧ ⟦3⟧ me@example.com')), 'links');
  t.is(why(sms.unmark('<b>⟦1⟧ ⟦2⟧ ⟦3⟧</b>')), 'offered');

  for (const bad of ['<b>x</b>', '<⟦1⟧', '</p>', '<!--'])
    t.not(why(unmark(`${text} ${bad}`)), 'offered', bad);
  t.is(why(unmark(`${text} <3 < 4`)), 'offered');
  const ids = [...text.matchAll(/⟦\d+⟧/g)].map(([mark]) => mark);
  // Markup in another order.
  const [first = '', second = ''] = ids.slice(-2);
  t.is(why(unmark(text.replace(first, '⟦x⟧').replace(second, first).replace('⟦x⟧', second))), 'moved'); // prettier-ignore
  // A value outside its condition.
  const city = /see us in (⟦\d+⟧)/.exec(text)?.[1] ?? '';
  t.is(why(unmark(`${city} ${text.replace(city, '')}`)), 'moved');
  // Inside its part it may have another place.
  t.is(why(unmark(text.replace(`see us in ${city}`, `${city}: see us`))), 'offered');
});

test('a subject may use values of the message, and nothing else', (t) => {
  const marks = newMarks();
  const body = marked(SMS, true, marks);
  const [name = '', link = ''] = ['⟦1⟧', '⟦2⟧'];
  t.deepEqual(unmarkedNew(`For ${name} <3`, body, marks), {
    text: 'For {{ contact.first_name }} <3',
  });
  for (const bad of [link, '⟦9⟧', '{{ contact.email }}', 'shop.example.com', '<b>now</b>']) {
    t.true('left_out' in unmarkedNew(`Now ${bad}`, body, marks), bad);
  }
});

test('long hostile texts take no time', (t) => {
  for (const text of [
    '{{'.repeat(100_000),
    '<'.repeat(200_000),
    '⟦'.repeat(50_000),
    'www.'.repeat(50_000),
    '<p>{{ a }}'.repeat(5_000),
  ]) {
    t.is(piecesOf(text, true).map(({ source }) => source).join(''), text); // prettier-ignore
    const { text: words, unmark } = marked(text, true, newMarks());
    t.truthy(unmark(words));
  }
});

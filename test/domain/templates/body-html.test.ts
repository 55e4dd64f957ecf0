import test from 'ava';
import { bodyHtml } from '#domain/templates/body-html.ts';

const LINK = '<a href="{{ unsubscribe_url }}">Stop</a>';

/** What is written, and the HTML it becomes. */
const CASES: Record<string, [string, string]> = {
  'plain paragraphs': ['Hello\n\nline one\nline two', '<p>Hello</p>\n<p>line one<br>line two</p>'],
  'lines of Windows': ['Hello\r\n\r\none\r\ntwo', '<p>Hello</p>\n<p>one<br>two</p>'],
  'empty lines with spaces in them': ['Hello\n \t\n\n\nBye', '<p>Hello</p>\n<p>Bye</p>'],
  'a link among paragraphs': [
    `Hello\n\nOne <b>two</b>\n\n${LINK}`,
    `<p>Hello</p>\n<p>One <b>two</b></p>\n<p>${LINK}</p>`,
  ],
  'a heading among paragraphs': [
    '<h1>News</h1>\n\nDear all,\nhere it is.\n\n<ul>\n\n<li>a</li>\n</ul>\nBye',
    '<h1>News</h1>\n<p>Dear all,<br>here it is.</p>\n<ul>\n\n<li>a</li>\n</ul>\n<p>Bye</p>',
  ],
  'HTML without loose text': [
    '<h1>News</h1>\n<p>One\n\ntwo</p>\n<table><tr><td>x</td></tr></table>',
    '<h1>News</h1>\n<p>One\n\ntwo</p>\n<table><tr><td>x</td></tr></table>',
  ],
  'paragraphs that are not closed': ['<p>One\n<p>Two', '<p>One\n<p>Two'],
  'a link around something that stands by itself': [
    '<a href="https://x.example"><div>Big</div></a>\nSmall',
    '<a href="https://x.example"><div>Big</div></a>\n<p>Small</p>',
  ],
  'a style sheet and a comment': [
    '<style>p { color: red }</style>\n<!-- a\n\nnote -->\nHello',
    '<style>p { color: red }</style>\n<!-- a\n\nnote -->\n<p>Hello</p>',
  ],
  'a written line break': ['One<br>\ntwo<br/>\nthree', '<p>One<br>two<br>three</p>'],
  'a picture': ['<img src="https://x.example/a.png" alt="A">\n\nHello', '<p><img src="https://x.example/a.png" alt="A"></p>\n<p>Hello</p>'], // prettier-ignore
  'Liquid that looks like HTML': [
    'Hello {{ "<p>" }}\n\n{% if a < b %}Yes{% endif %}',
    '<p>Hello {{ "<p>" }}</p>\n{% if a < b %}<p>Yes</p>{% endif %}',
  ],
  'a condition around paragraphs': [
    '{% if vip %}\n\nOne\n\nTwo\n\n{% endif %}\n\nThree',
    '{% if vip %}\n<p>One</p>\n<p>Two</p>\n{% endif %}\n<p>Three</p>',
  ],
  'a condition in a line': [
    '{% if a %}Dear{% else %}Hello{% endif %} you',
    '<p>{% if a %}Dear{% else %}Hello{% endif %} you</p>',
  ],
  'a loop over paragraphs': [
    '{% for i in items %}\n- {{ i }}\n\n{% endfor %}',
    '{% for i in items %}<p>- {{ i }}</p>\n{% endfor %}',
  ],
  'a loop over lines': [
    'Yours:\n{% for i in items %}\n- {{ i }}\n{% endfor %}\nBye',
    '<p>Yours:<br>{% for i in items %}- {{ i }}<br>{% endfor %}Bye</p>',
  ],
  'an address of the web': [
    'See https://x.example/sale?a=1&amp;b=2.\nOr www.example.com/y, please',
    '<p>See <a href="https://x.example/sale?a=1&amp;b=2">https://x.example/sale?a=1&amp;b=2</a>.<br>Or <a href="https://www.example.com/y">www.example.com/y</a>, please</p>',
  ],
  'an address with a value in it': [
    'Go to https://x.example/{{ order }}/a now',
    '<p>Go to <a href="https://x.example/{{ order }}/a">https://x.example/{{ order }}/a</a> now</p>',
  ],
  'an address in bold, and before an entity': [
    '<b>https://x.example</b>&nbsp;or https://y.example&nbsp;now',
    '<p><b><a href="https://x.example">https://x.example</a></b>&nbsp;or <a href="https://y.example">https://y.example</a>&nbsp;now</p>',
  ],
  'addresses that are links already, or attributes, or within Liquid': [
    '<a href="https://x.example">https://x.example</a> <span title="https://y.example">y</span> {{ "https://z.example" }}',
    '<p><a href="https://x.example">https://x.example</a> <span title="https://y.example">y</span> {{ "https://z.example" }}</p>',
  ],
  'what is no address of the web': [
    'javascript:alert(1) data:text/html,x ftp://x.example //x.example x.example a@x.example ready.It {{ unsubscribe_url }}',
    '<p>javascript:alert(1) data:text/html,x ftp://x.example //x.example x.example a@x.example ready.It {{ unsubscribe_url }}</p>',
  ],
  'an address by itself in HTML of the author': [
    '<div>https://x.example</div>',
    '<div>https://x.example</div>',
  ],
  nothing: ['  \n ', ''],
};
for (const [name, [written, html]] of Object.entries(CASES)) {
  test(`a body keeps what its author wrote: ${name}`, (t) => t.is(bodyHtml(written), html));
}

test('a body that is nested as deep as can be is read all the same', (t) => {
  const deep = `${'<b>'.repeat(60_000)}Hello`;
  t.true(bodyHtml(deep).startsWith('<p><b>'));
});

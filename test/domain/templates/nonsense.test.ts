import test from 'ava';
import { compileTemplate } from '#domain/templates/render.ts';
import { checkTemplate } from '#domain/templates/rules.ts';
import { AppError } from '#lib/errors.ts';

const source = (body: string, channel: 'sms' | 'email' = 'email') => ({
  channel,
  category: 'transactional' as const,
  ...(channel === 'email' ? { subject: 'S' } : {}),
  body,
});
const said = (body: string, variables: object, options = {}, channel?: 'sms' | 'email'): string => {
  try {
    return compileTemplate(source(body, channel)).render({ variables: { ...variables } }, options)
      .text;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return (error.detail.errors ?? []).map(({ path, message }) => `${path}: ${message}`).join();
  }
};
const NO_NUMBER = /^(body|subject): .*calculation that has none/;
const NO_CHARACTER = /^body: .*a NUL, or half of a character/;
const PREVIEW = { allowMissing: true, unbounded: true };

test('a number that is none is a fault, however it comes to be and is printed', (t) => {
  const values = { n: 0, word: 'x', big: Infinity, list: [1, Infinity] };
  for (const written of [
    '{{ 1 | divided_by: 0 }}', '{{ -1 | divided_by: 0 }}', '{{ 0 | divided_by: 0 }}', '{{ 5 | modulo: 0 }}', '{{ 1 | divided_by: n }}',
    '{{ n | divided_by: word }}', '{{ big }}', '{{ variables.big }}', '{{ list | join: "-" }}',
    '{{ 1 | divided_by: 0 | append: "!" }}', '{{ "a" | append: big }}', '{{ 1 | divided_by: 0 | slice: 0, 3 }}', '{{ big | lines }}',
    '{{ big | paragraphs }}', '{{ big | json }}', '{{ big | default: 1 }}', '{% echo big %}', '{% assign x = 1 | divided_by: 0 %}{{ x }}',
    '{% cycle big %}', '{% capture x %}{{ big }}{% endcapture %}{{ x }}', '{% for i in list %}{{ i }}{% endfor %}', '{% if true %}{{ big }}{% endif %}',
  ]) {
    for (const channel of ['sms', 'email'] as const) {
      t.regex(said(`x ${written}`, values, {}, channel), NO_NUMBER, `${channel}: ${written}`);
      t.regex(said(`x ${written}`, values, PREVIEW, channel), NO_NUMBER, `preview: ${written}`);
    }
  }
  for (const written of ['{{ 1 | divided_by: 0 }}', '{{ contact.first_name }}{{ 1 | modulo: 0 }}', '{{ code }}{{ 0 | divided_by: 0 }}'])
    t.regex(checkTemplate(source(`x ${written}`))[0]?.message ?? '', /calculation that has none/, written);
  t.is(said('{{ 7 | divided_by: 2.0 }} {{ big | at_most: 5 }} {{ "Infinity" }} {{ "NaN" | upcase }} {{ 0 | default: 3 }}', values), '3.5 5 Infinity NAN 0');
  t.is(said('x{% if n > 0 %}{{ 1 | divided_by: n }}{% endif %}', values), 'x');
}); // prettier-ignore

test('a calculation with a value that is only missing is no fault of the text', (t) => {
  for (const written of [
    '{{ price | times: 1.19 }}', '{{ 100 | divided_by: n }}', '{{ variables.a | plus: variables.b | round: 2 }}', '{{ n | times: 2 | append: " EUR" }}',
    '{% assign all = list | size %}{{ 100 | divided_by: all }}', '{% assign x = n | minus: 1 %}{{ 10 | divided_by: x }}', '{{ contact.fields.points | times: 2 }}',
  ]) {
    t.deepEqual(checkTemplate(source(`x ${written}`)), [], written);
    t.notRegex(said(`x ${written}`, {}, PREVIEW), NO_NUMBER, written);
  }
}); // prettier-ignore

test('a NUL or half of a character is a fault, as where it is typed', (t) => {
  const halves = ['\u0000', '\ud83d', '\ude00']; // prettier-ignore
  for (const bad of halves) {
    for (const written of [`{{ "${bad}" }}`, '{{ v }}', '{{ v | append: "a" }}', '{% echo v %}', '{% cycle v %}', `{% capture x %}{{ v }}{% endcapture %}{{ x }}`]) {
      for (const channel of ['sms', 'email'] as const)
        t.regex(said(`x ${written} y`, { v: bad }, {}, channel), NO_CHARACTER, written);
    }
  }
  for (const written of ['{{ "\\u0000" }}', '{{ "\\ud83d" }}', '{{ "%00" | url_decode }}', '{{ "AAA=" | base64_decode }}']) {
    t.regex(said(`x ${written}`, {}), NO_CHARACTER, written);
    t.regex(said(`x ${written}`, {}, PREVIEW), NO_CHARACTER, written);
    t.regex(checkTemplate(source(`x ${written}`))[0]?.message ?? '', /a NUL/, written);
  }
  t.is(said('{{ "😀" }}\n{{ v }}', { v: 'a\tb' }, {}, 'sms'), '😀\na\tb');
}); // prettier-ignore

test('a table of Liquid is no tag of a message', (t) => {
  const body = '{% tablerow i in (1..2) %}x{% endtablerow %}';
  for (const channel of ['sms', 'email'] as const) {
    t.deepEqual(checkTemplate(source(body, channel)), [
      {
        path: 'body',
        message: 'Line 1: The tag "tablerow" does not work in a message. Take it out.',
      },
    ]);
  }
});

test('scripts in attributes are refused, and do not go out', (t) => {
  for (const body of [
    '<p onclick="x()">Hi</p>', '<img src=x onerror=alert(1)>Hi', '<IMG SRC=x ONERROR=alert(1)>Hi', '<svg/onload=x>Hi</svg>', "<a href='https://x.example' onmouseover='x'>Hi</a>",
    '<p\nonclick\n=\n"x">Hi</p>', '<p on{{ "click" }}="x">Hi</p>', '<p onclick>Hi</p>', '{% if true %}<p onclick="x">Hi</p>{% endif %}',
  ]) {
    t.true(checkTemplate(source(body)).some(({ path, message }) => path === 'body' && message.startsWith('scripts in attributes')), body);
    t.notRegex(compileTemplate(source(body)).render({}).html ?? '', /\son\w+/i, body);
  }
  for (const body of ['<p {{ "onclick" }}="x">Hi</p>', '<p {{ v }}="x">Hi</p>', '<p o{{ "nclick" }}="x">Hi</p>', '{% raw %}<p onclick="x">Hi</p>{% endraw %}'])
    t.notRegex(compileTemplate(source(body)).render({ variables: { v: 'onclick' } }).html ?? '', /\sonclick/i, body);
  for (const body of ['<p class="on">Click on one: on x = 1</p>', '<p title="onclick=x">Hi</p>', 'once = 1'])
    t.deepEqual(checkTemplate(source(body)), [], body);
}); // prettier-ignore

import test from 'ava';
import type { TemplateSource } from '#domain/templates/contract.ts';
import { MOST_OUTPUT } from '#domain/templates/limits.ts';
import { compileTemplate } from '#domain/templates/render.ts';
import { checkTemplate } from '#domain/templates/rules.ts';
import { sampleOf } from '#domain/templates/sample.ts';
import { AppError } from '#lib/errors.ts';

const text = (body: string): TemplateSource => ({
  channel: 'sms',
  category: 'transactional',
  body,
});
const mail = (body: string, subject = 'S'): TemplateSource => ({
  channel: 'email',
  category: 'promotional',
  subject,
  body,
});
const nested = (open: string, times: number, close = ''): string =>
  `${open.repeat(times)}x${close.repeat(times)}`;

/** Templates that cost too much, and their error texts. */
const COSTLY: Record<string, [string, RegExp]> = {
  'a loop over a million': ['{% for i in (1..1000000) %}x{% endfor %}', /too much work/],
  'a loop over more than there are numbers': ['{% for i in (1..99999999999999999999) %}x{% endfor %}', /too much work/], // prettier-ignore
  'loops in one another': ['{% for i in (1..2000) %}{% for j in (1..2000) %}{{ j }}{% endfor %}{% endfor %}', /too much work/], // prettier-ignore
  'loops in one another that write nothing': ['{% for i in (1..300) %}{% for j in (1..300) %}{% for k in (1..300) %}{% endfor %}{% endfor %}{% endfor %}', /too much work/], // prettier-ignore
  'forty small loops in one another': [nested('{% for i in (1..2) %}', 40, '{% endfor %}'), /too much work/], // prettier-ignore
  'a date of a thousand million digits': [
    '{{ "2026-01-01" | date: "%1000000000d" }}',
    /too much work/,
  ],
  'many wide dates': [`{{ "2026-01-01" | date: "${'%4000d'.repeat(1_000)}" }}`, /too much work/],
  'a text that doubles itself': [`{% assign a = "xxxxxxxxxx" %}${'{% assign a = a | append: a %}'.repeat(40)}{{ a }}`, /too much work/], // prettier-ignore
  'a text that is caught twice each time': [`{% assign a = "xxxxxxxxxx" %}${'{% capture a %}{{ a }}{{ a }}{% endcapture %}'.repeat(40)}{{ a }}`, /too much work/], // prettier-ignore
  'a search in a long list, again and again': ['{% assign a = (1..40000) %}{% for i in (1..3000) %}{{ a | has: "x" }}{% endfor %}', /too much work/], // prettier-ignore
  'a giant output': [`{% for i in (1..50000) %}${'x'.repeat(100)}{% endfor %}`, /too long: at most 500,000/], // prettier-ignore
  'conditions in one another': [nested('{% if true %}', 5_000, '{% endif %}'), /nested too deeply/],
  'brackets in one another': [
    `{% if ${nested('(', 500, ')')} %}y{% endif %}`,
    /brackets in one another/,
  ],
  'a tag without end': [`{{ "x"${' | upcase'.repeat(15_000)} }}`, /a tag of more than 10,000/],
};
for (const [name, [body, words]] of Object.entries(COSTLY)) {
  test(`too much is an error of the body when it is saved: ${name}`, (t) => {
    for (const source of [text(body), mail(`<p>Hello</p>${body}`)]) {
      const [error] = checkTemplate(source);
      t.is(error?.path, 'body');
      t.regex(error?.message ?? '', words);
    }
  });
}

test('a subject is held to the same limits, and named', (t) => {
  const [error] = checkTemplate(mail('x', '{% for i in (1..1000000) %}x{% endfor %}'));
  t.is(error?.path, 'subject');
});

test('HTML that is nested too deeply is an error of the body', (t) => {
  for (const open of ['<b>', '<div>', '<table><tr><td>']) {
    const [error] = checkTemplate(mail(nested(open, 5_000)));
    t.is(error?.path, 'body', open);
    t.regex(error?.message ?? '', /nested too deeply: at most 250 elements/);
  }
});

test('what is long and simple is no fault', (t) => {
  for (const body of [
    'Hello\n'.repeat(20_000),
    'News' + '<br>'.repeat(40_000),
    '<p>Hello {{ contact.first_name }}</p>'.repeat(2_000),
    '{% for i in (1..1000) %}<p>{{ i }}</p>{% endfor %}',
    nested('<div>', 100, '</div>'),
    nested('{% if true %}', 40, '{% endif %}'),
    `{% raw %}${'{{'.repeat(50_000)}{% endraw %}`,
  ]) {
    t.deepEqual(checkTemplate(mail(body)), [], body.slice(0, 40));
  }
});

test('values that make a text too long are an error of the text, also where plain joining would do', (t) => {
  const template = compileTemplate(text('{{ variables.m }}'.repeat(20)));
  const render = (m: string) => template.render({ ...sampleOf('transactional'), variables: { m } });
  t.is(render('x'.repeat(70)).text.length, 1_400);
  const error = t.throws(() => render('x'.repeat(MOST_OUTPUT / 10)), { instanceOf: AppError });
  t.is(error.detail.errors?.[0]?.path, 'body');
});

test('names that every object inherits are names like any other', (t) => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']) {
    t.deepEqual(checkTemplate(text(`Hi {{ ${name} }}`)), [], name);
    const template = compileTemplate(text(`Hi {{ ${name} }}`));
    t.deepEqual(template.missing(sampleOf('transactional')), [name]);
    t.is(template.render({ variables: Object.fromEntries([[name, 'Ada']]) }).text, 'Hi Ada');
    t.regex(
      checkTemplate(text(`{{ contact.${name} }}`))[0]?.message ?? '',
      /There is no value called|cannot be used by itself/,
    );
    t.regex(
      checkTemplate(text(`{{ "x" | ${name} }}`))[0]?.message ?? '',
      /There is no filter called/,
    );
    t.regex(checkTemplate(text(`{% ${name} %}`))[0]?.message ?? '', /There is no tag called/);
    t.deepEqual(template.missing({ contact: {} }), [name]);
  }
});

test('what cannot be filled in is told of the author’s own line, in mails as in texts', (t) => {
  const wrong = '{% for i in (1..1000000) %}{% endfor %}';
  const bodies: Record<string, string> = {
    'in paragraphs': `Hello\n\nall of\nyou ${wrong}`,
    'among HTML': `<h1>Hello</h1>\n<p>all</p>\n\n<ul><li>${wrong}</li></ul>`,
    'in a page of one’s own': `<html>\n<body>\n<p>Hello</p>\n${wrong}</body></html>`,
  };
  for (const [name, body] of Object.entries(bodies)) {
    for (const source of [mail(body), text(body)]) {
      const [error] = checkTemplate(source);
      t.is(error?.path, 'body', name);
      t.regex(error?.message ?? '', /\(line 4\)/, `${name}, ${source.channel}`);
    }
  }
  const late = mail('Hello\n\n{% for i in (1..variables.n) %}{% endfor %}');
  t.deepEqual(checkTemplate(late), []);
  const fill = () => compileTemplate(late).render({ ...sampleOf('transactional'), variables: { n: 1e7 } }); // prettier-ignore
  const error = t.throws(fill, { instanceOf: AppError });
  t.regex(error.detail.errors?.[0]?.message ?? '', /\(line 3\)/);
});

const IFS = '{% if i > 5 and i < 7 or i == 9 %}{% endif %}';
const ones = (body: string, turns: number) =>
  `Hello\n{% for i in (1..${turns}) %}${body}{% endfor %}x`;

test('what a text may cost is counted: the same answer each time, with the line of its author', (t) => {
  for (const source of [text(ones(IFS, 8_000)), mail(ones(IFS, 8_000))]) {
    const answers = [1, 2, 3].map(() => checkTemplate(source));
    t.deepEqual(answers[1], answers[0]);
    t.deepEqual(answers[2], answers[0]);
    t.regex(answers[0]?.[0]?.message ?? '', /too much work.*\(line 2\)$/);
  }
  for (const source of [text(ones(IFS, 1_000)), mail(ones(IFS, 1_000))]) {
    t.deepEqual(checkTemplate(source), []);
  }
});

const LIST = '{% assign a = (1..20000) %}';
const LONG = `{% assign s = "<" %}${'{% assign s = s | append: s %}'.repeat(14)}`;
const HIDDEN_COST: Record<string, string> = {
  'long conditions': ones(`{% if nil${' or nil'.repeat(1_000)} %}{% endif %}`, 100),
  'values that are missing': ones(`{% if q${' or q'.repeat(1_000)} %}{% endif %}`, 100),
  'many branches': ones(`{% if nil %}${'{% elsif nil %}'.repeat(500)}{% endif %}`, 100),
  'many cases': ones(`{% case i %}${'{% when 0, 0, 0 %}'.repeat(200)}{% endcase %}`, 200),
  'many filters': ones(`{{ 1${' | abs'.repeat(500)} }}`, 100),
  'searches in a list': LIST + ones('{% if a contains 0 %}{% endif %}', 100),
  'lists compared': LIST + ones('{% if a == a %}{% endif %}', 100),
  'lists in cases': LIST + ones('{% case a %}{% when a %}{% endcase %}', 100),
  'sums of a list': LIST + ones('{% assign b = a | sum %}', 100),
  'long expressions for each item': `${LIST}{{ a | where_exp: "i", "i > 1 and i < 5 or i == 9" }}`,
  'long texts as paragraphs': LONG + ones('{% assign b = s | paragraphs %}', 25),
  'long texts compared': LONG + ones('{% if s contains "x" %}{% endif %}', 200),
  'dates in time zones': ones('{{ "2026-01-01" | date: "%c", "Europe/Berlin" }}', 500),
};
for (const [name, body] of Object.entries(HIDDEN_COST)) {
  test(`what a loop does counts, not only what it writes: ${name}`, (t) => {
    const [error] = checkTemplate(mail(body));
    t.regex(error?.message ?? '', /too much work: its values, conditions and loops/);
  });
}

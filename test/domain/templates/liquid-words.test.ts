import test from 'ava';
import { checkTemplate, checkWritten } from '#domain/templates/rules.ts';
import { compileTemplate } from '#domain/templates/render.ts';
import type { TemplateSource } from '#domain/templates/contract.ts';
import { sampleOf } from '#domain/templates/sample.ts';
import { AppError } from '#lib/errors.ts';

const text = (body: string): TemplateSource => ({
  channel: 'sms',
  category: 'transactional',
  body,
});
const mail = (body: string): TemplateSource => ({
  channel: 'email',
  category: 'promotional',
  subject: 'S',
  body,
});

/** What is written in line 2, and what is said of it. */
const FAULTS: Record<string, string> = {
  '{{ contact.first_name': 'Line 2: {{ contact.first_name is not closed. Write }} at its end.',
  '{{ contact.first_name }': 'Line 2: {{ contact.first_name } is not closed. Write }} at its end.',
  '{{ "x }}': 'Line 2: A quotation mark in {{ "x }} is not closed. Add one where the text ends.',
  '{{ a | date: "%Y }}': 'Line 2: A quotation mark in {{ a | date: "%Y }} is not closed. Add one where the text ends.',
  '{% if a': 'Line 2: {% if a is not closed. Write %} at its end.',
  '{% if a %}x': 'Line 2: {% if a %} has no end. Write {% endif %} where it ends.',
  '{% raw %}x': 'Line 2: {% raw %} has no end. Write {% endraw %} where it ends.',
  '{% comment %}x': 'Line 2: {% comment %} has no end. Write {% endcomment %} where it ends.',
  '{% if a %}x{% endfor %}': 'Line 2: {% endfor %} does not end {% if a %} of line 2. Write {% endif %} first.',
  '{% if a %}x{% end %}': 'Line 2: {% end %} does not end {% if a %} of line 2. Write {% endif %} first.',
  '{% if a %}{% for i in b %}{% endif %}{% endfor %}': 'Line 2: {% endif %} does not end {% for i in b %} of line 2. Write {% endfor %} first.',
  '{% endif %}': 'Line 2: {% endif %} ends nothing: no {% if … %} is open before it. Write that, or remove the end.',
  '{% else %}': 'Line 2: {% else %} cannot stand alone. It belongs between {% if … %} and {% endif %}.',
  '{% when 1 %}': 'Line 2: {% when 1 %} cannot stand alone. It belongs between {% case … %} and {% endcase %}.',
  '{% iff a %}': 'Line 2: There is no tag called "iff". Did you mean "if"?',
  '{% include "a" %}': 'Line 2: The tag "include" does not work in a message. Take it out.',
  '{% %}': 'Line 2: {% %} is empty. Write its content, or take it out.',
  '{{ }}': 'Line 2: {{ }} is empty. Write the name of a value in it, or take it out.',
  '{{ "x" | upcas }}': 'Line 2: There is no filter called "upcas". Did you mean "upcase"?',
  '{{ "x" | frobnicate }}': 'Line 2: There is no filter called "frobnicate". Take "| frobnicate" out.',
  '{{ "x" | raw }}': 'Line 2: The filter "raw" does not work in a message: values are never HTML. Take it out.',
  '{{ “x” }}': 'Line 2: {{ “x” }} cannot be read. Write straight quotation marks: "…".',
  '{% if a = 1 %}x{% endif %}': 'Line 2: {% if a = 1 %} cannot be read. Two values are compared with ==.',
  '{% if a && b %}x{% endif %}': 'Line 2: {% if a && b %} cannot be read. Write "and" in place of &&.',
  '{% for x %}y{% endfor %}': 'Line 2: {% for x %} cannot be read. It is written like this: {% for item in variables.list %}.',
  '{% if %}y{% endif %}': 'Line 2: {% if %} cannot be read. It is written like this: {% if contact.first_name != "" %}.',
  '{% assign x %}': 'Line 2: {% assign x %} cannot be read. It is written like this: {% assign name = "value" %}.',
  '{{ a | default "x" }}': 'Line 2: {{ a | default "x" }} cannot be read. After the name of a filter comes a colon, as in | default: "friend".',
  '{{ "x" | append }}': 'Line 2: The filter "append" needs a value: | append: "…".',
  '{{ a[ }}': 'Line 2: A [ in {{ a[ }} is not closed. Write ] after it.',
}; // prettier-ignore

for (const [written, words] of Object.entries(FAULTS)) {
  test(`a fault is told in plain words, with the author’s line and what to do: ${written}`, (t) => {
    for (const source of [text(`Hello\n${written}`), mail(`<p>Hello</p>\n${written}`)]) {
      t.deepEqual(checkTemplate(source), [{ path: 'body', message: words }], source.channel);
    }
  });
}

/** Texts with one letter too many, too few or another one, of which many cannot be read. */
function* broken(): Generator<string> {
  const whole = [
    '{% if contact.first_name == "A" and b[1] > 2 %}x{% elsif c %}y{% else %}{{ a.b | append: "c" | slice: 1, 2 }}{% endif %}',
    '{% for i in (1..3) %}{% cycle "a", "b" %}{% endfor %}{% assign a = "b" | upcase %}{% capture c %}d{% endcapture %}',
    '{% case a %}{% when 1, 2 %}x{% else %}y{% endcase %}{% unless a %}x{% endunless %}{% raw %}x{% endraw %}{% # note %}{% echo a %}',
  ];
  for (const one of whole) {
    for (let at = 0; at < one.length; at += 3) {
      yield one.slice(0, at) + one.slice(at + 1);
      yield one.slice(0, at);
      for (const more of ['%', '"', '|', '(', '=', ' x '])
        yield one.slice(0, at) + more + one.slice(at);
    }
  }
}

const LIQUIDS_OWN =
  /line:\d|col:\d|not found|undefined|illegal|invalid|unexpected|expected|expect \d|tokeniz|raw content|snapshot|is not a function|cannot read prop|null/i;

test('Liquid’s own words never leave, whatever is wrong', (t) => {
  const said = new Set<string>();
  for (const body of broken())
    for (const { message } of checkTemplate(text(body))) said.add(message);
  t.true(said.size > 50);
  t.deepEqual(
    [...said].filter((message) => LIQUIDS_OWN.test(message)),
    [],
  );
  const mute = [...said].filter((message) => !/Write|written|Take|Did you mean|There are|belongs|needs|comes|is enough|compared|separated by|Add one|begins with|was given|too much work/.test(message)); // prettier-ignore
  t.deepEqual(mute, [], 'each says what to do');
});

test('a value that is not there is told with the one that was meant', (t) => {
  const said = (body: string, given?: object) =>
    checkWritten(text(body), undefined, given).map(({ message }) => message);
  for (const [name, meant] of [
    ['contact.frist_name', 'contact.first_name'],
    ['contact.firstName', 'contact.first_name'],
    ['organization.nmae', 'organization.name'],
    ['frist_name', 'first_name'],
    ['firstname', 'first_name'],
    ['contcat.first_name', 'contact.first_name'],
    ['unsubscribe_link', undefined],
    ['unsubcribe_url', 'unsubscribe_url'],
    ['nmae', 'name'],
  ] as const) {
    const [message = ''] = said(`Hi {{ ${name} }}`);
    if (meant === undefined) t.is(message, '');
    else
      t.true(
        message.startsWith(`There is no value called "${name}". Did you mean "${meant}"?`),
        message,
      );
  }
  t.regex(
    said('{{ contact.birthday }}')[0] ?? '',
    /^There is no value called "contact\.birthday"\. There are: contact\.name, /,
  );
  t.regex(
    said('{{ contact }}')[0] ?? '',
    /^"contact" cannot be used by itself\. There are: contact\.name, /,
  );
  for (const own of [
    'order',
    'emails',
    'email2',
    'game',
    'offer',
    'variables.frist_name',
    'contact.fields.frist_name',
  ]) {
    t.deepEqual(said(`{{ ${own} }}`), [], own);
  }
  t.deepEqual(said('{{ frist_name }}', { frist_name: 'A' }), [], 'given all the same');
  for (const name of ['first name', 'contact first name', 'contact.first name', 'my offer']) {
    t.regex(said(`{{ ${name} }}`).join(), new RegExp(`There is no value called "${name}": names have no spaces\\. Did you mean "\\S+"\\?$`)); // prettier-ignore
  }
  t.deepEqual(said('{{ order and offer }}{{ order contains "x" }}{{ order | append: offer }}'), []);
  const { subject: _, ...unnamed } = mail('{{ frist_name }}');
  const both = checkWritten(unnamed).map(({ path }) => path);
  t.deepEqual(both, ['subject', 'body'], 'also beside what else is wrong');
  t.deepEqual(checkTemplate(text('{{ frist_name }}')), [], 'what is sent is not refused for it');
  const fill = () => compileTemplate(text('{{ frist_name }}')).render(sampleOf('transactional'));
  const error = t.throws(fill, { instanceOf: AppError });
  t.like(error.detail.errors?.[0], { path: 'variables.frist_name', message: 'is used by the template but missing. Did you mean "first_name"?' }); // prettier-ignore
});

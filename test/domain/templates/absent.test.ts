import test from 'ava';
import { AppError } from '#lib/errors.ts';
import { compileTemplate } from '#domain/templates/render.ts';
import { SAMPLE } from '#domain/templates/sample.ts';

/* What a contact lacks, or was given as null: never a hole in a message. */

const nobody = { name: '', first_name: '', email: 'a@example.com', phone: '', locale: '', fields: { plan: '' } }; // prettier-ignore
const text = (body: string) => compileTemplate({ channel: 'sms', category: 'transactional', body });
const said = (body: string, variables = {}) => text(body).render({ contact: nobody, variables }).text; // prettier-ignore

test('printing it is an error with its path, in a text, a mail and a subject', (t) => {
  const holes: [string, string, object?][] = [
    ['Hi {{ contact.name }}!', 'contact.name'],
    ['Hi {{ first_name }}!', 'contact.first_name'],
    ['{{ contact.locale | upcase }}.', 'contact.locale'],
    ['Call {{ contact.phone | append: "." }}', 'contact.phone'],
    ['{{ "Hi " | append: contact.name }}', 'contact.name'],
    ['{{ contact.fields.plan }}.', 'contact.fields.plan'],
    ['{% echo contact.name %}.', 'contact.name'],
    ['{% assign who = contact.name %}{{ who }}.', 'contact.name'],
    ['{% if contact.name %}x{% else %}{{ contact.name }}y{% endif %}', 'contact.name'],
    ['{{ v }}.', 'variables.v', { v: null }],
    ['{{ variables.a.b }}.', 'variables.a.b', { a: { b: null } }],
  ];
  for (const [body, path, variables = {}] of holes) {
    const values = { contact: nobody, variables: { ...variables } };
    t.deepEqual(text(body).missing(values), [path], body);
    const error = t.throws(() => said(body, variables), { instanceOf: AppError }, body);
    t.deepEqual(error?.detail.errors?.map((one) => one.path), [path], body); // prettier-ignore
    const mail = { channel: 'email', category: 'promotional' } as const;
    const sample = { ...SAMPLE, ...values };
    t.throws(() => compileTemplate({ ...mail, subject: 'S', body: `<p>${body}</p>` }).render(sample), { instanceOf: AppError }, body); // prettier-ignore
    t.throws(() => compileTemplate({ ...mail, subject: body, body: '<p>x</p>' }).render(sample), { instanceOf: AppError }, body); // prettier-ignore
    t.notThrows(() => text(body).render(values, { allowMissing: true, unbounded: true }), body);
  }
});

test('a default or a condition for it is fine, however it is written', (t) => {
  const fine: [string, string, object?][] = [
    ['Hi {{ contact.name | default: "you" }}!', 'Hi you!'],
    ['Hi {{ contact.name | upcase | default: "you" }}!', 'Hi you!'],
    ['{{ contact.fields.plan | default: "free" }}', 'free'],
    ['{% if contact.name %}Hi {{ contact.name }}{% else %}Hello{% endif %}', 'Hello'],
    ['{% if contact.name != "" %}Hi {{ contact.name }}{% else %}Hello{% endif %}', 'Hello'],
    ['{% if "" == contact.name %}Hello{% else %}Hi {{ contact.name }}{% endif %}', 'Hello'],
    ['{% if contact.name != blank %}Hi {{ contact.name }}{% else %}Hello{% endif %}', 'Hello'],
    ['{% if contact.name == empty %}Hello{% else %}Hi {{ contact.name }}{% endif %}', 'Hello'],
    ['{% if contact.name == nil %}Hello{% else %}Hi {{ contact.name }}{% endif %}', 'Hello'],
    ['{% unless contact.name %}Hello{% else %}Hi {{ contact.name }}{% endunless %}', 'Hello'],
    ['{% if contact.name.size > 0 %}Hi {{ contact.name }}{% else %}Hello{% endif %}', 'Hello'],
    ['{% if contact.name contains "a" %}Hi {{ contact.name }}{% else %}Hello{% endif %}', 'Hello'],
    ['{% case contact.name %}{% when "" %}Hello{% else %}Hi {{ contact.name }}{% endcase %}', 'Hello'],
    ['{% assign who = contact.name | default: "you" %}Hi {{ who }}', 'Hi you'],
    ['Mail {{ contact.email }}', 'Mail a@example.com'],
    ['{{ v | default: "x" }}', 'x', { v: null }],
    ['a{{ v }}b', 'ab', { v: '' }],
  ]; // prettier-ignore
  for (const [body, expected, variables = {}] of fine) {
    t.is(said(body, variables), expected, body);
    t.deepEqual(text(body).missing({ contact: nobody, variables: { ...variables } }), [], body);
  }
});

test('a question or a confirmation goes out in any case', (t) => {
  const invite = compileTemplate({ channel: 'sms', category: 'invite', body: 'Hi {{ contact.name }}: {{ code }}' }); // prettier-ignore
  t.is(invite.render({ contact: nobody, code: '123456' }).text, 'Hi : 123456');
});

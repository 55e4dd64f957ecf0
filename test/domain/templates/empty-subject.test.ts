import test from 'ava';
import { faultOf } from '#domain/messaging/write-claimed.ts';
import { outOfBounds } from '#domain/templates/bounds.ts';
import { compileTemplate } from '#domain/templates/render.ts';
import { checkTemplate } from '#domain/templates/rules.ts';
import { AppError } from '#lib/errors.ts';

const source = (subject: string) =>
  ({ channel: 'email', category: 'transactional', subject, body: 'Hello' }) as const;

test('a mail whose subject is empty once it is filled in does not go out, and its reason is named', (t) => {
  for (const subject of ['{% if false %}x{% endif %}', '{{ variables.kind }}', '\u200b{{ variables.kind }}']) {
    const error = t.throws(() => compileTemplate(source(subject)).render({ variables: { kind: ' ' } }), {
      instanceOf: AppError,
    });
    t.like(error?.detail.errors?.[0], { path: 'subject' });
    t.is(error && faultOf(error), 'no_subject');
  } // prettier-ignore
  const { subject } = compileTemplate(source('{{ variables.kind }}')).render({ variables: { kind: 'Hi' } }); // prettier-ignore
  t.is(subject, 'Hi');
});

test('a preview and the checklist say so; a subject that depends on values can be saved', (t) => {
  t.like(outOfBounds(source(''), { text: 'Hello', subject: ' ' }), { path: 'subject' });
  t.is(outOfBounds(source(''), { text: 'Hello', subject: 'Hi' }), undefined);
  t.deepEqual(checkTemplate(source('{% if variables.kind == "a" %}A{% endif %}')), []);
});

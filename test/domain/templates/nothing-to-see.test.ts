import test from 'ava';
import { faultOf } from '#domain/messaging/write-claimed.ts';
import { compileTemplate } from '#domain/templates/render.ts';
import { checkTemplate } from '#domain/templates/rules.ts';
import { sampleOf } from '#domain/templates/sample.ts';
import { AppError } from '#lib/errors.ts';

const text = (body: string) => ({ channel: 'sms', category: 'promotional', body }) as const;
const mail = (body: string) =>
  ({ channel: 'email', category: 'promotional', subject: 'S', body }) as const;

const reasonOf = (source: ReturnType<typeof text | typeof mail>, variables: object): string => {
  try {
    compileTemplate(source).render({ ...sampleOf('promotional'), variables: { ...variables } });
    return 'sent';
  } catch (error) {
    return error instanceof AppError ? faultOf(error) : 'broken';
  }
};

test('a message that shows nothing besides the opt-out and the footer does not go out', (t) => {
  for (const body of ['{{ m }}', '{{ m }} {{ opt_out }}', '{% if m == "x" %}Hi{% endif %}{{ m }}', '{{ m | default: " " }}']) {
    for (const m of ['', '   ', '\u200b', '\n']) {
      t.is(reasonOf(text(body), { m }), 'nothing_to_see', `${body} ${JSON.stringify(m)}`);
      t.is(reasonOf(mail(`<p>${body.replace('{{ opt_out }}', '')}</p>`), { m }), 'nothing_to_see');
    }
    t.is(reasonOf(text(body), { m: 'x' }), 'sent');
    t.is(reasonOf(mail(body), { m: 'x' }), 'sent');
    t.deepEqual(checkTemplate(text(body)), [], 'it may be saved: its values come later');
  } // prettier-ignore
  t.is(reasonOf(mail('{{ m | paragraphs }}'), { m: ' ' }), 'nothing_to_see');
  t.is(reasonOf(mail('<div style="display:none">x</div>{{ m }}'), { m: ' ' }), 'nothing_to_see');
  t.is(reasonOf(mail('<img src="https://a.example/b.png">{{ m }}'), { m: ' ' }), 'sent');
  t.is(reasonOf(text('Hello {{ m }}'), { m: '' }), 'sent');
  t.is(reasonOf(text('{{ m }}'), {}), 'missing_value');
});

test('a list or an object in a text is named', (t) => {
  for (const m of [{ a: 1 }, [{ a: 1 }], [1, 2]]) {
    t.is(reasonOf(text('Hi {{ m }}'), { m }), 'not_text');
    t.is(reasonOf(mail('Hi {{ m | paragraphs }}'), { m }), 'not_text');
  }
  t.is(reasonOf(text('Hi {{ m | join: ", " }}'), { m: [{ a: 1 }] }), 'not_text');
  t.is(reasonOf(text('Hi {{ m | join: ", " }}'), { m: [1, 2] }), 'sent');
});

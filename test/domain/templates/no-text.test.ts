import test from 'ava';
import { compileTemplate } from '#domain/templates/render.ts';
import { AppError } from '#lib/errors.ts';

const VALUES = { variables: { o: { a: 1 }, l: [{ a: 1 }], words: ['a', 'b'], n: 3, yes: true } };
const said = (body: string, channel: 'sms' | 'email'): string => {
  const subject = channel === 'email' ? { subject: 'S' } : {};
  const source = { channel, category: 'transactional' as const, ...subject, body };
  try {
    return compileTemplate(source).render(VALUES).text;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return (error.detail.errors ?? []).map(({ path, message }) => `${path} ${message}`).join();
  }
};

test('a list or an object that would be printed is a fault of its field', (t) => {
  for (const channel of ['sms', 'email'] as const) {
    for (const name of ['o', 'l', 'words', 'variables.o']) {
      for (const filter of ['', '| upcase', '| paragraphs', '| lines', '| default: "x"', '| append: "x"', '| strip']) {
        const body = `x {{ ${name} ${filter} }}`;
        t.regex(said(body, channel), /^body writes a list or an object/, `${channel}: ${body}`);
      }
    }
    t.regex(said('x {{ "a" | append: o }}', channel), /^body writes a list/);
    t.is(said('{{ words | join: ", " }} {{ words.size }} {{ n }} {{ yes }} {{ o.a }}{{ nil }}{{ l[0].a }}', channel), 'a, b 2 3 true 11');
    t.regex(said('{% for w in words %}{{ w | upcase }}{% endfor %}', channel), /^A\s*B$/);
  }
}); // prettier-ignore

import test from 'ava';
import { engines } from '#domain/templates/engine.ts';
import { compileTemplate } from '#domain/templates/render.ts';
import { SAMPLE } from '#domain/templates/sample.ts';

const filled = (source: string, values: object): string => {
  const { html } = engines;
  return String(html.parseAndRenderSync(source, values));
};

test('a value in paragraphs has its addresses as links, escaped, and nothing dangerous', (t) => {
  const source = '{{ message | paragraphs }}';
  t.is(
    filled(source, { message: 'See https://x.example/?a=1&b=2\n\n"https://y.example" <b>' }),
    '<p>See <a href="https://x.example/?a=1&amp;b=2">https://x.example/?a=1&amp;b=2</a></p>\n' +
      '<p>&#34;<a href="https://y.example">https://y.example</a>&#34; &lt;b&gt;</p>',
  );
  const bad = filled(source, {
    message: `javascript:alert(1) https://x.example/"onclick='y' <a href=javascript:z>`,
  });
  t.false(/<a [^>]*(onclick|javascript)/.test(bad), bad);
  t.is(bad.match(/<a /g)?.length, 1);
});

test('lines of a value stay lines', (t) => {
  t.is(
    filled('{{ a | lines }}', { a: 'Sand <Street> 1\nKuwait' }),
    'Sand &lt;Street&gt; 1<br>Kuwait',
  );
});

test('the lines of a postal address stand apart in the foot of a mail', (t) => {
  const mail = compileTemplate({
    channel: 'email', category: 'promotional', subject: 'News', body: 'Hello\n\nhttps://x.example/sale',
  }); // prettier-ignore
  const organization = {
    ...SAMPLE.organization,
    name: 'Desert Rose',
    address: 'Sand Street 1\r\n12345 Kuwait',
  };
  const { html, text } = mail.render({ ...SAMPLE, organization }, { allowMissing: true });
  t.true(html?.includes('Desert Rose · Sand Street 1 · 12345 Kuwait'), html ?? '');
  t.true(text.includes('Desert Rose · Sand Street 1 · 12345 Kuwait'), text);
  t.true(html?.includes('<a href="https://x.example/sale">https://x.example/sale</a>'));
  t.is(text.split('https://x.example/sale').length, 2, text);
});

import test from 'ava';
import { compileTemplate } from '#domain/templates/render.ts';
import { checkTemplate } from '#domain/templates/rules.ts';

const source = (body: string) =>
  ({ channel: 'email', category: 'transactional', subject: 'Hi', body }) as const;
const mail = (body: string, url: string) =>
  compileTemplate(source(body)).render({ variables: { url } });
const BODY = '<p><a class="x" href="{{ variables.url }}">Look</a></p>';

test('a value in a link keeps http, https, mailto and tel, and nothing else', (t) => {
  for (const url of ['https://x.example/?a=1&b=2', 'http://x.example', 'HTTPS://X.EXAMPLE', 'mailto:a@x.example', 'tel:+49151', '/a', '#top']) {
    const { html } = mail(BODY, url);
    t.true(html?.includes(`href="${url.replaceAll('&', '&amp;')}"`), url);
  } // prettier-ignore
  for (const url of ['javascript:alert(1)', ' JavaScript:alert(1)', 'java\tscript:alert(1)', '\u0001javascript:x', 'data:text/html,x', 'vbscript:x', 'blob:https://x', 'file:///etc/passwd', 'ftp://x.example']) {
    for (const body of [BODY, '<a href={{ variables.url }}>Look</a>', "<a href='{{ variables.url }}'>Look</a>"]) {
      // Without quotes its address ends at the space.
      if (/=\{/.test(body) && /\s/.test(url)) continue;
      const { html = '', text } = mail(body, url);
      t.false(/href=.?(?!https?:|mailto:|tel:)/.test(html), `${url}: ${html.slice(-900)}`);
      t.true(html.includes('>Look</a>'), url);
      t.false(/script:|data:|blob:|file:|ftp:/.test(text), text);
    }
  } // prettier-ignore
  const hidden = compileTemplate(source('{{ variables.a }}' + BODY + '{{ variables.b }}')).render({
    variables: { a: '{{ ', url: 'javascript:alert(1)', b: ' }}' },
  });
  t.false(hidden.html?.includes('javascript:'));
  const smuggled = mail('<a class={{ variables.url }}>Look</a>', 'a href=javascript:alert(1)');
  t.false(smuggled.html?.includes('javascript:'));
});

test('a link of the author with another scheme is refused when it is saved, and does not go out', (t) => {
  for (const href of ['javascript:alert(1)', 'java&#115;cript:x', 'data:text/html,x', 'javascript:{{ variables.url }}']) {
    const body = `<p><a href="${href}">Look</a></p>`;
    t.like(checkTemplate(source(body))[0], { path: 'body', message: 'has a link that is neither http, https, mailto nor tel' }); // prettier-ignore
    t.false(/script:|data:/.test(mail(body, 'x').html ?? ''), href);
  } // prettier-ignore
  for (const href of [
    'https://x.example/{{ variables.url }}',
    '{{ variables.url }}',
    '{{ variables.a }}://x',
    'tel:+49',
  ])
    t.deepEqual(checkTemplate(source(`<a href="${href}">Look</a>`)), [], href);
});

test('an address with a user in it is no link, nor is a part of it', (t) => {
  for (const text of ['https://user:pw@host.example/x', 'https://user@host.example/x', 'www.user:pw@host.example']) {
    const { html } = mail(`See ${text} now`, '');
    t.false(/<a /.test(html ?? ''), html);
    t.true(html?.includes(text));
  } // prettier-ignore
});

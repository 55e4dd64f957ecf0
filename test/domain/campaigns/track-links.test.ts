import test from 'ava';
import { trackLinks } from '#domain/campaigns/track-links.ts';
import { clickTarget } from '#domain/tracking/rules.ts';

const tracked = (html: string): { html: string; targets: string[] } => {
  const targets: string[] = [];
  return { html: trackLinks(html, targets), targets };
};

test('every link a reader can follow is counted, whatever its address is written in', (t) => {
  for (const [written, target] of [
    ['<a href="https://x.example/товар?я=1">x</a>', 'https://x.example/%D1%82%D0%BE%D0%B2%D0%B0%D1%80?%D1%8F=1'], // prettier-ignore
    ['<a href="https://пример.example/">x</a>', 'https://xn--e1afmkfd.example/'],
    ['<a href="https://x.example/?a=1&#38;b=2&#x26;c=3&amp;d=4&e=5">x</a>', 'https://x.example/?a=1&b=2&c=3&d=4&e=5'], // prettier-ignore
    ["<a class='b' href = 'https://x.example/a' id=c>x</a>", 'https://x.example/a'],
    ['<A HREF=https://x.example/a>x</A>', 'https://x.example/a'],
    ['<a\n  href="\n https://x.example/a "\n>x</a>', 'https://x.example/a'],
    ['<a title="1 > 0" href="https://x.example/{id}">x</a>', 'https://x.example/%7Bid%7D'],
    ['<map><area href="https://x.example/a" shape="rect"></map>', 'https://x.example/a'],
    ['<a href="https://x.example/ a b">x</a>', 'https://x.example/%20a%20b'],
  ]) {
    const { html, targets } = tracked(`<html><body>${written}</body></html>`);
    t.deepEqual(targets, [target], written);
    t.true(html.includes('href="{{ tracked.l0 }}"'), html);
    t.false(html.includes('x.example'), html);
    t.is(clickTarget(String(target), new URLSearchParams()), String(target));
  }
});

test('what is no link, or leads elsewhere, stays as it was written', (t) => {
  for (const written of [
    '<link rel="stylesheet" href="https://x.example/font.css">',
    '<base href="https://x.example/">',
    '<a href="{{ unsubscribe_url }}">x</a>',
    '<a href="https://x.example/{{ contact.name }}">x</a>',
    '<a href="https://x.example/{% if a %}b{% endif %}">x</a>',
    '<a href="mailto:a@x.example">x</a>',
    '<a href="/relative">x</a>',
    '<a href="https://">x</a>',
    '<a data-href="https://x.example/">x</a>',
    '<!-- <a href="https://x.example/">x</a> -->',
    '<style>a[href="https://x.example/"] { color: red }</style>',
    '<p>href="https://x.example/"</p>',
    `<a href="https://x.example/${'a'.repeat(7000)}">x</a>`,
  ]) {
    const { html, targets } = tracked(`<html><body>${written}</body></html>`);
    t.deepEqual(targets, [], written);
    t.true(html.includes(written), html);
  }
});

test('one address in several links is one target; the opening is counted once', (t) => {
  const link = '<a href="https://x.example/">x</a>';
  const { html, targets } = tracked(`<html><body>${link} and ${link}</body></html>`);
  t.deepEqual(targets, ['https://x.example/']);
  t.is(html.split('{{ tracked.l0 }}').length, 3);
  t.is(html.split('{{ tracked.open }}').length, 2);
});

test('a parameter that is added on the way changes no byte of the target', (t) => {
  const added = new URLSearchParams('utm=1&a=ü');
  t.is(clickTarget('https://x.example/?z=%E4', added), 'https://x.example/?z=%E4&utm=1&a=%C3%BC');
  t.is(clickTarget('https://x.example/p', added), 'https://x.example/p?utm=1&a=%C3%BC');
  t.is(clickTarget('https://x.example/?utm=0&q=a+b%20c#top', new URLSearchParams('utm=1')), 'https://x.example/?utm=0&q=a+b%20c#top');
  t.is(clickTarget('https://x.example/?q=a%20b&e#top', new URLSearchParams('utm=1')), 'https://x.example/?q=a%20b&e&utm=1#top');
}); // prettier-ignore

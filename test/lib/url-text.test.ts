import test from 'ava';
import { urlText } from '#lib/url-text.ts';

const address = urlText(40, 'must be an address', /^https?$/);

test('an address stays as it is, without spaces around it', (t) => {
  t.is(address.parse(' https://shop.example/join?a=1#b '), 'https://shop.example/join?a=1#b');
  t.is(address.parse('https://shop.example/?who=Ada L'), 'https://shop.example/?who=Ada L');
});

test('an address with a line break or a tab in it is none, nor is another scheme', (t) => {
  for (const text of [
    'https://shop.example/jo\nin',
    'https://shop\t.example',
    'javascript:alert(1)',
    'shop.example',
    `https://shop.example/${'a'.repeat(40)}`,
  ]) {
    t.false(address.safeParse(text).success, text);
  }
});

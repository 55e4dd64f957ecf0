import test from 'ava';
import { purposeIn, purposeNameIn } from '#domain/purposes/purpose-words.ts';

const purpose = {
  name: 'News',
  description: 'Once a week',
  language: 'en',
  translations: {
    ar: { name: 'الأخبار', description: 'مرة في الأسبوع' },
    'pt-BR': { name: 'Notícias', description: '' },
  },
};

test('the words of the language wanted, with or without its region; else the first ones', (t) => {
  t.deepEqual(purposeIn(purpose, 'ar'), { name: 'الأخبار', description: 'مرة في الأسبوع' });
  for (const [wanted, name] of [
    ['ar-KW', 'الأخبار'],
    ['AR_kw', 'الأخبار'],
    ['pt', 'Notícias'],
    ['pt-PT', 'Notícias'],
    ['en-GB', 'News'],
    ['fr', 'News'],
    ['', 'News'],
    [null, 'News'],
    [undefined, 'News'],
    ['constructor', 'News'],
  ] as const) {
    t.is(purposeNameIn(purpose, wanted), name, String(wanted));
  }
});

test('a translation without a description shows none: words of another language do not stand in for it', (t) => {
  t.deepEqual(purposeIn(purpose, 'pt-BR'), { name: 'Notícias', description: '' });
});

test('a language that has been given nothing says what the organisation says in its own', (t) => {
  const arabic = { ...purpose, name: 'الأخبار', language: 'ar-KW', translations: {} };
  t.is(purposeNameIn(arabic, 'en'), 'الأخبار');
  t.is(purposeNameIn(arabic, 'ar'), 'الأخبار');
});

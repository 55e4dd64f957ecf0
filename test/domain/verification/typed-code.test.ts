import test from 'ava';
import { checkRequest } from '#domain/verification/contract.ts';
import { typedCode } from '#domain/verification/typed-code.ts';

const TYPED = {
  'as sent': '012345',
  'Arabic-Indic': '٠١٢٣٤٥',
  Persian: '۰۱۲۳۴۵',
  'full-width': '０１２３４５',
  Devanagari: '०१२३४५',
  Bengali: '০১২৩৪৫',
  Thai: '๐๑๒๓๔๕',
  'mathematical bold': '𝟎𝟏𝟐𝟑𝟒𝟓',
  Adlam: '𞥐𞥑𞥒𞥓𞥔𞥕',
  mixed: '0١۲３४৫',
  'two groups': ' 012 345 ',
  'two full-width groups': '０１２－３４５　',
  'an en dash': '012–345',
  'a minus': '012−345',
  'a no-break space': '012\u00a0345',
  'marks of direction': '\u200f٠١٢\u200e٣٤٥\u2069',
  'a soft hyphen and a joiner': '012\u00ad3\u200d45',
  'digit by digit': '0-1-2-3-4-5',
};

for (const [how, typed] of Object.entries(TYPED)) {
  test(`${how} is the code that was sent`, (t) => {
    t.deepEqual(checkRequest.parse({ code: typed }), { code: '012345' });
  });
}

test('every decimal digit of Unicode has the value ICU gives it', (t) => {
  let seen = 0;
  for (const numberingSystem of Intl.supportedValuesOf('numberingSystem')) {
    const digits = new Intl.NumberFormat('en', { numberingSystem, useGrouping: false, minimumIntegerDigits: 10 }).format(123456789); // prettier-ignore
    if (!/^\p{Nd}{10}$/u.test(digits)) continue;
    t.is(typedCode(digits), '0123456789', numberingSystem);
    seen++;
  }
  t.true(seen > 50, String(seen));
});

test('what is no digit is refused, with the field', (t) => {
  for (const code of [
    '',
    '   ',
    '01234a',
    '①②③④⑤⑥a',
    '一二三四五六',
    '012.345',
    '½½½½',
    '12',
    '0'.repeat(11),
    '٠'.repeat(61),
  ]) {
    const { success, error } = checkRequest.safeParse({ code });
    t.false(success, code);
    t.deepEqual(error?.issues[0]?.path, ['code']);
  }
});

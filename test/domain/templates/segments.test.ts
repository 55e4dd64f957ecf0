import test from 'ava';
import { compileTemplate } from '#domain/templates/render.ts';
import { OPT_OUT } from '#domain/templates/provided/sms.ts';
import { smsSize } from '#domain/templates/segments.ts';

/** Texts whose segments are known (3GPP TS 23.038). */
const vectors: [name: string, text: string, encoding: 'GSM-7' | 'UCS-2', segments: number][] = [
  ['160 A', 'A'.repeat(160), 'GSM-7', 1],
  ['161 A', 'A'.repeat(161), 'GSM-7', 2],
  ['306 A', 'A'.repeat(306), 'GSM-7', 2],
  ['307 A', 'A'.repeat(307), 'GSM-7', 3],
  ['80 €', '€'.repeat(80), 'GSM-7', 1],
  ['81 €', '€'.repeat(81), 'GSM-7', 2],
  ['an escape may not split', `${'A'.repeat(152)}€${'A'.repeat(152)}€`, 'GSM-7', 3],
  ['70 ж', 'ж'.repeat(70), 'UCS-2', 1],
  ['71 ж', 'ж'.repeat(71), 'UCS-2', 2],
  ['134 ж', 'ж'.repeat(134), 'UCS-2', 2],
  ['135 ж', 'ж'.repeat(135), 'UCS-2', 3],
  ['35 😀', '😀'.repeat(35), 'UCS-2', 1],
  ['36 😀', '😀'.repeat(36), 'UCS-2', 2],
  ['a surrogate may not split', `${'ж'.repeat(66)}😀${'ж'.repeat(66)}`, 'UCS-2', 3],
  ['a curly apostrophe', `’${'a'.repeat(70)}`, 'UCS-2', 2],
  ['a backtick', `\`${'a'.repeat(159)}`, 'UCS-2', 3],
  ['a tab', `\t${'a'.repeat(159)}`, 'UCS-2', 3],
  ['ç', `ç${'a'.repeat(159)}`, 'UCS-2', 3],
  ['a no-break space', `\u00a0${'a'.repeat(159)}`, 'UCS-2', 3],
  ['Ç', `Ç${'a'.repeat(159)}`, 'GSM-7', 1],
  ['é as NFD', `e\u0301${'a'.repeat(100)}`, 'UCS-2', 2],
  ['é as NFC', `\u00e9${'a'.repeat(100)}`, 'GSM-7', 1],
];

for (const [name, text, encoding, segments] of vectors) {
  test(`${name} is ${encoding} in ${segments}`, (t) => {
    t.like(smsSize(text), { encoding, segments });
  });
}

/** A text as it goes out: values filled in, the way out appended. */
const sent = (value: string, language: 'en' | 'ar' = 'en') =>
  smsSize(
    compileTemplate({
      channel: 'sms',
      category: 'promotional',
      language,
      body: '{{ variables.text }}{{ opt_out }}',
    }).render({ variables: { text: value }, opt_out: OPT_OUT[language] }).text,
  );
const way = OPT_OUT.en.length;

const afterMerge: [name: string, value: string, encoding: 'GSM-7' | 'UCS-2', segments: number][] = [
  ['as much as fits beside the way out', 'A'.repeat(160 - way), 'GSM-7', 1],
  ['one letter more', 'A'.repeat(161 - way), 'GSM-7', 2],
  ['two parts full', 'A'.repeat(306 - way), 'GSM-7', 2],
  ['one letter more than two parts', 'A'.repeat(307 - way), 'GSM-7', 3],
  ['a € counts twice', `${'A'.repeat(158 - way)}€`, 'GSM-7', 1],
  ['a € that no longer fits', `${'A'.repeat(159 - way)}€`, 'GSM-7', 2],
  ['ж makes the way out long too', 'ж'.repeat(70 - way), 'UCS-2', 1],
  ['ж, one more', 'ж'.repeat(71 - way), 'UCS-2', 2],
  ['é as NFD is composed before it is sent', `e\u0301${'a'.repeat(100)}`, 'GSM-7', 1],
];
for (const [name, value, encoding, segments] of afterMerge) {
  test(`with values and the way out: ${name}`, (t) => {
    t.like(sent(value), { encoding, segments });
  });
}

test('the letters that make a text long are named, each once', (t) => {
  t.deepEqual(smsSize('plain text').beyond_gsm, []);
  t.deepEqual(smsSize('a – b – c ’d').beyond_gsm, ['–', '’']);
  t.is(sent('مرحبا ', 'ar').encoding, 'UCS-2');
});

import test from 'ava';
import { smsSize } from '#domain/templates/segments.ts';

/** The golden vectors of rules.md §3.5. */
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

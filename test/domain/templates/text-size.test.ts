import test from 'ava';
import calculator from 'sms-segments-calculator';
import { smsSize } from '#domain/templates/segments.ts';

const ONE_PLACE =
  '@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** The sizes that the calculator counts. */
const counted = (text: string) => {
  const message = new calculator.SegmentedMessage(text);
  return { encoding: message.encodingName, segments: message.segmentsCount, chars: message.numberOfCharacters }; // prettier-ignore
};

/** Around every end of a part. */
const LENGTHS = [
  1, 2, 130, 152, 153, 154, 159, 160, 161, 305, 306, 307, 320, 321, 459, 460, 612, 613,
];

test('texts of every length of parts, and every letter, have the size that the calculator counts', (t) => {
  for (const length of LENGTHS) {
    const text = Array.from(
      { length },
      (_, i) => ONE_PLACE[(i * 7 + length) % ONE_PLACE.length],
    ).join('');
    t.like(smsSize(text), counted(text), `${length} letters`);
  }
});

test('a character beyond these makes the size that the calculator counts', (t) => {
  const others = Array.from({ length: 0x250 }, (_, i) => String.fromCodePoint(i + 1));
  for (const one of [...others, 'Δ', 'α', 'a\r\nb', '^{}\\[~]|€', '😀', 'e\u0301', '€']) {
    const text = `${'a'.repeat(20)}${one}`;
    t.like(smsSize(text), counted(text), JSON.stringify(one));
  }
  t.like(smsSize(`${'a'.repeat(159)}€`), counted(`${'a'.repeat(159)}€`));
});

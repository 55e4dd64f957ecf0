import { plainDigits } from '#lib/plain-digits.ts';

/** A number, time, date, amount or phone number in a text. */
type Figure = {
  /** As it is written, with its sign. */
  shown: string;
  /** Its groups of digits in order, without what adds nothing: `:00`, `.00`, the zero of `05`. */
  parts: string[];
  /** All its digits. */
  digits: string;
  /** `%` or the sign of a currency. */
  unit: string;
};

const SIGN = '[$€£¥₹₽₩₺₴₪₫฿%]';
/** Between groups of digits: of thousands, decimals, times, days, phone numbers. */
const FIGURE = new RegExp(`(${SIGN})?[ \\u00a0\\u202f]?(\\p{Nd}+(?:[.,:/'’٫٬ \\u00a0\\u202f–-]\\p{Nd}+)*)(?:[ \\u00a0\\u202f]?(${SIGN}|٪|[ap]\\.?m\\b))?`, 'giu'); // prettier-ignore
/** A full hour, an amount without cents. */
const WHOLE = /[.,:٫]00$/;

function figuresIn(text: string): Figure[] {
  return [...text.matchAll(FIGURE)].map(([whole, before, number = '', after = '']) => {
    const written = plainDigits(number).replace(WHOLE, '');
    const parts = written.split(/\D/);
    const half = /^([ap])/i.exec(after)?.[1]?.toLowerCase();
    if (half && Number(parts[0]) <= 12) {
      parts[0] = String((Number(parts[0]) % 12) + (half === 'p' ? 12 : 0));
    }
    const unit = before ?? (half ? '' : after.replace('٪', '%'));
    return { shown: whole.trim(), parts: parts.map(bare), digits: parts.join(''), unit };
  });
}

const bare = (part: string): string => (part.length > 2 ? part : part.replace(/^0(?=\d)/, ''));

/**
 * Returns the figures of a text that another lacks, as they are written. Digits count, not the way they are grouped: a
 * translation may write `1.000,50` for `1,000.50`, `14:30` for `2:30 pm`, and a day in another order.
 */
export function figuresGone(before: string, after: string): string[] {
  const own = figuresIn(before);
  const plain = new Set(own.flatMap(({ unit, digits }) => (unit ? [] : [digits])));
  // The units with which each number, and each part of one, stands there.
  const there = new Map<string, Set<string>>();
  for (const { parts, digits, unit } of figuresIn(after)) {
    for (const number of new Set([digits, ...parts])) {
      there.set(number, (there.get(number) ?? new Set()).add(unit));
    }
  }
  // “20 %” may become “20 percent”, but not “$20”, and not a plain 20 that stands in the text anyway.
  const has = (number: string, { unit, digits }: Figure): boolean => {
    const units = there.get(number);
    if (!units) return false;
    return unit === '' || units.has(unit) || (units.has('') && !plain.has(digits));
  };
  return own
    .filter((one) => !has(one.digits, one) && !one.parts.every((part) => has(part, one)))
    .map(({ shown }) => shown);
}

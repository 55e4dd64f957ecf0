import { randomBytes, randomInt } from 'node:crypto';
import { parsePhoneNumberWithError } from 'libphonenumber-js/max';

/** Unique personal values, which tests search for where they must not appear. */
export type Canaries = Record<string, string>;

/** Creates a new e-mail address, German mobile number and name that contain `label`. */
export function person(label: string): { email: string; phone: string; name: string } {
  const mark = randomBytes(5).toString('hex');
  return {
    email: `${label}.canary.${mark}@example.com`,
    phone: `+4915112${randomInt(100_000, 999_999)}`,
    name: `Zorblax${mark} Quintessence`,
  };
}

/** Returns every form of a value in a log, a payload or a column: plain, spelled differently, and encoded. */
export function forms(value: string): string[] {
  const plain = value.startsWith('+') ? phoneForms(value) : [value];
  return [
    ...new Set(
      plain.flatMap((text) => [
        text,
        encodeURIComponent(text),
        Buffer.from(text).toString('hex'),
        ...base64Forms(text),
      ]),
    ),
  ].map((form) => form.toLowerCase());
}

function phoneForms(e164: string): string[] {
  const number = parsePhoneNumberWithError(e164);
  return [
    // Without the plus: contained in E.164, in 0049… and in most other spellings.
    e164.slice(1),
    number.formatNational(),
    number.formatNational().replaceAll(' ', ''),
    number.formatInternational(),
  ];
}

/** Returns the parts of a value's base64 that do not depend on the text before and after it. */
const base64Forms = (text: string): string[] =>
  [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
    const sure = bytes
      .toString('base64')
      .slice(Math.ceil((shift * 8) / 6), Math.floor((bytes.length * 8) / 6));
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')];
  });

/** Returns the canaries found in a text, as `name as form`. */
export function found(canaries: Canaries, text: string): string[] {
  const lower = text.toLowerCase();
  return Object.entries(canaries).flatMap(([name, value]) =>
    forms(value).flatMap((form) => (lower.includes(form) ? [`${name} as ${form}`] : [])),
  );
}

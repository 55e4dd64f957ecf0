import { randomBytes, randomInt } from 'node:crypto';
import { parsePhoneNumberWithError } from 'libphonenumber-js/max';

/** Personal values that occur nowhere else in the world, to be searched for where they must not be. */
export type Canaries = Record<string, string>;

/** A fresh e-mail address, German mobile number and name, told apart by `label`. */
export function person(label: string): { email: string; phone: string; name: string } {
  const mark = randomBytes(5).toString('hex');
  return {
    email: `${label}.canary.${mark}@example.com`,
    phone: `+4915112${randomInt(100_000, 999_999)}`,
    name: `Zorblax${mark} Quintessence`,
  };
}

/** Every way a value could stand in a log, a payload or a column: plain, spelled, and encoded. */
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
    // Without the plus: part of E.164, of 0049… and of most other spellings.
    e164.slice(1),
    number.formatNational(),
    number.formatNational().replaceAll(' ', ''),
    number.formatInternational(),
  ];
}

/** What of a value survives base64 whatever stands before and after it. */
const base64Forms = (text: string): string[] =>
  [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
    const sure = bytes
      .toString('base64')
      .slice(Math.ceil((shift * 8) / 6), Math.floor((bytes.length * 8) / 6));
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')];
  });

/** Names of the canaries found in a text, as `name as form`. */
export function found(canaries: Canaries, text: string): string[] {
  const lower = text.toLowerCase();
  return Object.entries(canaries).flatMap(([name, value]) =>
    forms(value).flatMap((form) => (lower.includes(form) ? [`${name} as ${form}`] : [])),
  );
}

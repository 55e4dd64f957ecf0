/*
 * Numbering plans that changed, or that have two spellings of one mobile number. Phone networks report the old
 * spelling for years, so a STOP may come from a number that is not stored in that form.
 */
type Renumbered = { old: RegExp; now: string };

/** Spellings that are no longer valid, and the current ones. */
const RENUMBERED: readonly Renumbered[] = [
  // Mexico: the 1 of mobile numbers was removed on 3 August 2019 (Instituto Federal de Telecomunicaciones).
  { old: /^\+521(\d{10})$/, now: '+52$1' },
  // Brazil: mobiles have a ninth digit since 6 November 2016 (Anatel, resolution 553/2010).
  { old: /^\+55([1-9]{2})([6-9]\d{7})$/, now: '+55$19$2' },
  // Côte d’Ivoire: mobile numbers got two digits for their network on 31 January 2021 (ARTCI); the second digit
  // showed the network.
  { old: /^\+225([014-9][0-3]\d{6})$/, now: '+22501$1' },
  { old: /^\+225([014-9][4-6]\d{6})$/, now: '+22505$1' },
  { old: /^\+225([014-9][7-9]\d{6})$/, now: '+22507$1' },
  // Benin: 01 before every number since 30 November 2024 (ARCEP Bénin).
  { old: /^\+229(\d{8})$/, now: '+22901$1' },
];

/** The countries of this file: all other numbers have one spelling. */
const SPELLED_TWICE = /^\+(?:5[245]|22[59])/;

/** Returns the current spelling of a number. @param e164 a plus and digits */
export function today(e164: string): string {
  if (!SPELLED_TWICE.test(e164)) return e164;
  const rule = RENUMBERED.find(({ old }) => old.test(e164));
  return rule ? e164.replace(rule.old, rule.now) : e164;
}

/** Argentina: a mobile number has a 9 after the country code when it is called from abroad, and many omit it. */
const ARGENTINA = /^\+549?(\d{10})$/;
/** Brazil: the mobile numbers that both plans accept, with and without the ninth digit. */
const BRAZIL = /^\+55([1-9]{2})9(7\d{7})$/;

/**
 * Returns the one spelling under which a phone is looked up, counted and blocked, whichever of its valid spellings was
 * given. It is not the number to dial: that stays as given. Numbers with one spelling are their own key.
 * @param e164 a plus and digits
 */
export const phoneKey = (e164: string): string => today(e164).replace(ARGENTINA, '+549$1');

/** Returns every valid spelling of the same phone, its key first: hashes of before there was a key need them all. */
export function everySpelling(e164: string): string[] {
  const key = phoneKey(e164);
  const shorter = key.replace(ARGENTINA, '+54$1').replace(BRAZIL, '+55$1$2');
  return shorter === key ? [key] : [key, shorter];
}

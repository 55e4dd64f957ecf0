import { plainWidth } from '#lib/full-width.ts';
import { plainDigits } from '#lib/plain-digits.ts';
import { normalizeAddress } from '../../addresses/address.ts';
import type { Channel } from '../../addresses/address.ts';
import type { Found } from './placeholders.ts';

/** An address as it is written, and in the spelling that we index; null: it is none of ours. */
export type FoundAddress = Found & { channel: Channel; address: string | null };

/** What mail addresses are made of; a run of it can be long, so what is in it is looked for without going back. */
const RUN = /[^\s<>()[\]{}"“”„«»;:|\\,!?，。、；：！？（）「」]+/gu;
/** The longest mail address there can be. */
const LONGEST = 320;
/** `jane [at] example.com`, `jane＠example.com`: written so that people can read it. */
const SPELLED =
  /[^\s<>()[\]{}"“”„«»;:|\\,!?，。、；：！？（）「」@＠]{1,64}(?: ?[[({<] ?at ?[\])}>] ?|＠|%40|&#64;)[^\s<>()[\]{}"“”„«»;:|\\,!?，。、；：！？（）「」@＠]{1,255}/giu;
/** Digits of any script with what is written between them. Letters without spaces may be beside it, as in Chinese. */
const NUMBER =
  /(?<![A-Za-z\p{N}])(?:[+＋]|[(（][+＋]?)?\p{Nd}(?:(?:[\p{Zs}()（）.．·\u2212\p{Pd}]{0,3}|\/)\p{Nd}){6,19}(?![A-Za-z\p{N}])/gu;
/** As numbers are written within a country, whichever it is. */
const NATIONAL = /^\(?0/;
/** Digits in groups, and more of them than an amount has: a number of some country, or two in a row. */
const GROUPED = /^(?=(?:\D*\d){9})\(?\d+[ ().·/-]/;
/** 01.12.2026, 2026-11-30 with an hour behind, 2024-2025 */
const DATE =
  /^(?:\d{1,2}([./ -])\d{1,2}\1\d{4}|(?:19|20)\d\d([./ -])\d{1,2}\2\d{1,2}|(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d)(?: \d{1,2})?$/;
/** 12500.75; and what may be an amount where it is no number of the country: 1 000 000, 12.500.000 */
const AMOUNT = /^\d+\.\d{1,2}$/;
const THOUSANDS = /^[1-9]\d?([ .])\d{3}(?:\1\d{3})+$/;
/** Two readings of a longer run would be no number anyway, and looking closer takes time. */
const MOST_DIGITS = 18;

/**
 * Returns every mail address and phone number in a text as they are written. What looks like a mail address is always
 * taken for one; digits are, if they can be a number of the country, begin with a plus sign or a zero, or are
 * nine and more in groups. None of it depends on whether somebody has the number.
 */
export function writtenAddresses(text: string, country: string): FoundAddress[] {
  const mails = [...text.matchAll(RUN)].flatMap(([run]): FoundAddress[] => {
    if (!run.includes('@')) return [];
    const written = trimmed(run);
    if (!written.includes('@')) return [];
    const address = written.length > LONGEST ? null : normalizeAddress('email', written, country);
    return [{ kind: 'EMAIL', text: written, channel: 'email', address, same: address }];
  });
  const spelled = (text.match(SPELLED) ?? []).map((run): FoundAddress => {
    const written = trimmed(run);
    const plain = plainWidth(written).replace(/ ?[[({<] ?at ?[\])}>] ?|%40|&#64;/iu, '@');
    const address = normalizeAddress('email', plain, country);
    return { kind: 'EMAIL', text: written, channel: 'email', address, same: address };
  });
  const numbers = [...new Set(text.match(NUMBER))].flatMap((written): FoundAddress[] => {
    const plain = plainOf(written);
    if (DATE.test(plain) || AMOUNT.test(plain)) return [];
    const digits = plain.replaceAll(/\D/g, '');
    const address = digits.length > MOST_DIGITS ? null : normalizeAddress('sms', plain, country);
    if (address === null && (THOUSANDS.test(plain) || !isLikeANumber(plain))) return [];
    const same = address ?? plain.replaceAll(/[^+\d]/g, '');
    return [{ kind: 'PHONE', text: written, channel: 'sms', address, same }];
  });
  return [...mails, ...spelled, ...numbers];
}

const isLikeANumber = (plain: string): boolean =>
  plain.includes('+') || NATIONAL.test(plain) || GROUPED.test(plain);

const plainOf = (written: string): string =>
  plainDigits(plainWidth(written))
    .replaceAll(/\p{Zs}/gu, ' ')
    .replaceAll(/[\p{Pd}\u2212]/gu, '-');

/** Marks around an address that are not of it. */
const AROUND = new Set(['.', "'", '’', '@']);

function trimmed(run: string): string {
  let from = 0;
  let to = run.length;
  while (from < to && AROUND.has(run.charAt(from))) from++;
  while (from < to && AROUND.has(run.charAt(to - 1))) to--;
  return run.slice(from, to);
}

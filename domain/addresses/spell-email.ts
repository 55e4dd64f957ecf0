import { domainToASCII } from 'node:url';
import { plainWidth } from '#lib/full-width.ts';
import { withoutInvisible } from '#lib/invisible.ts';

/** An address in the indexed spelling, or what is wrong with it, as the predicate of a sentence. */
export type Spelled =
  /**
   * `changed`: invisible characters were removed, or an old number became the current one. `noted`: how it was read,
   * where another reading was possible. `country`: of a phone number written in full, null where it has none.
   */
  | { address: string; changed: boolean; noted?: string; country?: string | null }
  | { problem: string };

/** RFC 5321 and 6531: letters and digits of any script, and the symbols that mail systems accept. */
const LOCAL = /^(?:[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]|\p{Join_Control})+$/u;
const DOMAIN = /^(?:[\p{L}\p{M}\p{N}.-]|\p{Join_Control})+$/u;
/** In ASCII, as in DNS. The last label is not a number: that would be an IP address. */
const IN_DNS = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/**
 * Normalises an e-mail address to the indexed spelling: without surrounding white space and invisible characters,
 * full-width letters as plain ones, NFC, lower case, the domain in ASCII (IDNA, UTS 46). Nothing else is changed: an
 * invalid address is refused, because a "corrected" one could belong to another person.
 */
export function spellEmail(raw: string): Spelled {
  const clear = withoutInvisible(raw).trim();
  // IDNA treats the full stops of Chinese and Japanese as dots.
  const value = plainWidth(clear)
    .replace(/[\u3002\uff61]/g, '.')
    .normalize('NFC');
  const at = value.lastIndexOf('@');
  if (at < 1 || at === value.length - 1 || value.length > 254) return { problem: NONE };
  const local = value.slice(0, at).toLowerCase();
  const written = value.slice(at + 1);
  const wrong =
    foreignIn(local, LOCAL) ?? foreignIn(written, DOMAIN) ?? alike(local) ?? alike(written);
  if (wrong !== null) return { problem: `${NONE}: ${wrong} cannot stand in one` };
  if (written.endsWith('.')) return { problem: `${NONE}: it ends with a dot` };
  if (local.length > 64 || /^\.|\.\.|\.$/.test(local)) return { problem: NONE };
  // Safe only after the checks above: the host parser behind this would silently drop a path, a query and a port.
  const domain = inAscii(written);
  if (!IN_DNS.test(domain)) return { problem: NONE };
  return { address: `${local}@${domain}`, changed: clear !== raw.trim() };
}

/** Returns a domain as in DNS, in lower case. Most are ASCII already, and only punycode needs to be checked then. */
const inAscii = (written: string): string =>
  (/^[a-z0-9.-]+$/i.test(written) && !/xn--/i.test(written)
    ? written
    : domainToASCII(written)
  ).toLowerCase();

const NONE = 'is not an e-mail address';

/** Returns the first character that is not allowed, for the error message; null when there is none. */
function foreignIn(text: string, allowed: RegExp): string | null {
  if (allowed.test(text)) return null;
  const found = [...text].find((sign) => !allowed.test(sign));
  return found === undefined ? null : named(found);
}

/** Vowels of Thai and Lao that NFKC decomposes. They are ordinary letters. */
const SARA_AM = new Set(['\u0e33', '\u0eb3']);

/**
 * Finds characters that only look like letters (`ﬁ`, `①`). IDNA would replace them, and two spellings would become
 * one person.
 */
function alike(text: string): string | null {
  if (/^[ -~]*$/.test(text)) return null;
  const found = [...text.normalize('NFC')].find(
    (sign) => sign.normalize('NFKC') !== sign && !SARA_AM.has(sign),
  );
  return found === undefined ? null : named(found);
}

const named = (sign: string): string =>
  /^[!-~]$/.test(sign)
    ? `“${sign}”`
    : /^\s$/u.test(sign)
      ? 'white space'
      : `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

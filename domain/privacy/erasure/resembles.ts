import { foldLetters } from '#lib/fold-letters.ts';
import { plainDigits } from '#lib/plain-digits.ts';

/** Returns the letters and digits of an address, without punctuation. */
const bare = (text: string): string => foldLetters(text).replace(/[^\p{L}\p{N}]+/gu, '');

/** Fewer digits than these could be anybody's. */
const ENOUGH = 7;

/**
 * Returns a function that tells whether a cell that is not an address may be a broken spelling of the person's: the
 * mailbox and its host without the characters between (`jane@example`, `jane@@example,com`), or most of the digits of
 * the number. Works only as long as the profile exists.
 */
export function resembles(email: string | null, phone: string | null): (cell: string) => boolean {
  const [local = '', domain = ''] = email?.split('@') ?? [];
  const mailbox = bare(local);
  const host = bare(domain.split('.')[0] ?? '');
  const digits = phone?.replace(/\D/g, '') ?? '';
  return (cell) => {
    const text = bare(cell);
    if (mailbox.length > 1 && host && text.includes(mailbox + host)) return true;
    if (!digits) return false;
    const written = plainDigits(cell).replace(/\D/g, '').replace(/^0+/, '');
    return (
      written.includes(digits.slice(-ENOUGH)) ||
      (written.length >= Math.max(ENOUGH, digits.length - 3) && digits.includes(written))
    );
  };
}

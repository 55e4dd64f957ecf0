import { randomInt } from 'node:crypto';

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * Returns an organisation's name for URLs: lower-case Latin letters, digits, hyphens. A name in another script gives
 * `org`; its suffix makes it unique.
 */
export function slugOf(name: string): string {
  const ascii = name
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replaceAll(/^-+|-+$/g, '');
  return ascii || 'org';
}

/** Adds a random suffix, for a slug that is taken. */
export const withSuffix = (slug: string): string =>
  `${slug}-${Array.from({ length: 6 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`;

import { randomInt } from 'node:crypto';

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * The name of an organisation as it stands in addresses: lower-case Latin letters, digits, hyphens.
 * A name in another script gives `org`, to be told apart by its suffix.
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

/** Another one when the plain one is taken. */
export const withSuffix = (slug: string): string =>
  `${slug}-${Array.from({ length: 6 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`;

import { WORDS } from '../public/words/index.ts';

/** The languages of the public pages. */
export const LANGUAGES = Object.entries(WORDS).map(([value, words]) => ({
  value,
  label: words.name,
}));

import { WORDS } from '../public/words/index.ts';

/** What public pages are written in. */
export const LANGUAGES = Object.entries(WORDS).map(([value, words]) => ({
  value,
  label: words.name,
}));

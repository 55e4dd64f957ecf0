import { languagesFrom } from '../../../languages.ts';
import type { FormLanguage } from '../../../languages.contract.ts';
import { ar } from './ar.ts';
import { en, type AboutWords } from './en.ts';

/** A new language needs a file here and a line in FORM_LANGUAGES. */
const WORDS: Record<FormLanguage, AboutWords> = { en, ar };
const RIGHT_TO_LEFT: ReadonlySet<FormLanguage> = new Set(['ar']);

export type { AboutWords };

/** Returns the texts of about.html. @param wanted a language tag; English for unsupported ones */
export function aboutWords(wanted: string): {
  language: FormLanguage;
  direction: 'ltr' | 'rtl';
  words: AboutWords;
} {
  const [language = 'en' as const] = languagesFrom(wanted);
  return {
    language,
    direction: RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr',
    words: WORDS[language],
  };
}

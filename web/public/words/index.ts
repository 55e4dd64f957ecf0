import { FORM_LANGUAGES, type FormLanguage } from '../../../domain/languages.contract.ts';
import { ar } from './ar.ts';
import { en, type PublicWords } from './en.ts';

/**
 * For a new language add its file here, its line in FORM_LANGUAGES, and its wordings in domain/purposes/wording.ts.
 */
export const WORDS: Record<FormLanguage, PublicWords> = { en, ar };
export type { PublicWords };

export const wordsOf = (language: string): PublicWords => WORDS[publicLanguage(language)];

/** Returns the page language for a tag: `ar-KW` is Arabic, an unsupported language English. */
export const publicLanguage = (tag: string): FormLanguage =>
  FORM_LANGUAGES.find((one) => tag.toLowerCase().startsWith(one)) ?? 'en';

export const directionOf = (language: string): 'rtl' | 'ltr' =>
  language.startsWith('ar') ? 'rtl' : 'ltr';

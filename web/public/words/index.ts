import { FORM_LANGUAGES, type FormLanguage } from '../../../domain/languages.contract.ts';
import { ar } from './ar.ts';
import { en, type PublicWords } from './en.ts';

/** A new language: its file here, its line in FORM_LANGUAGES, its wordings in domain/forms. */
export const WORDS: Record<FormLanguage, PublicWords> = { en, ar };
export type { PublicWords };

export const wordsOf = (language: string): PublicWords => WORDS[publicLanguage(language)];

/** One of ours: `ar-KW` is Arabic; what we do not speak is English. */
export const publicLanguage = (tag: string): FormLanguage =>
  FORM_LANGUAGES.find((one) => tag.toLowerCase().startsWith(one)) ?? 'en';

export const directionOf = (language: string): 'rtl' | 'ltr' =>
  language.startsWith('ar') ? 'rtl' : 'ltr';

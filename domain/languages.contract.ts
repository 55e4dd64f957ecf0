/**
 * Languages of the public pages; web/public/words must have the same. The first is the fallback. This file has no
 * zod, since every page in a browser loads it.
 */
export const FORM_LANGUAGES = ['en', 'ar'] as const;
export type FormLanguage = (typeof FORM_LANGUAGES)[number];
/** Chooses the language of a public page from the visitor's preference and the organisation's locale. */
export type Speak = (locale: string) => FormLanguage;

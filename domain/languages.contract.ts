/**
 * Languages the public pages speak: web/public/words has the same. The first is the fallback. In a file
 * without zod, since every page in a browser needs them.
 */
export const FORM_LANGUAGES = ['en', 'ar'] as const;
export type FormLanguage = (typeof FORM_LANGUAGES)[number];
/** The language of a public page, by what its visitor wishes and what the organisation speaks. */
export type Speak = (locale: string) => FormLanguage;

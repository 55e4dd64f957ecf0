import { own } from '#lib/own.ts';
import type { PurposeTranslations } from '#models/purpose.ts';
import { nearest } from '../templates/languages.ts';

/** The texts of a purpose, or of one of its versions, in all languages. */
export type PurposeTexts = {
  name: string;
  description: string;
  /** The language of `name` and `description`. */
  language: string;
  translations: PurposeTranslations;
};
/** The same without the description. */
export type PurposeName = Omit<PurposeTexts, 'description'>;

/**
 * Returns the texts of a purpose in the requested language: an exact match, else the language without its region,
 * else any of its regions, else the purpose's own language. The choice depends only on the purpose, so that its
 * version shows what people saw.
 * @param wanted a language tag, e.g. `ar-KW`; null: the purpose's own language
 */
export function purposeIn(
  purpose: PurposeTexts,
  wanted: string | null | undefined,
): { name: string; description: string } {
  const { name, description } = translationFor(purpose, wanted) ?? purpose;
  return { name, description };
}

/** Returns the name of a purpose in the requested language; see purposeIn. */
export const purposeNameIn = (purpose: PurposeName, wanted: string | null | undefined): string =>
  (translationFor(purpose, wanted) ?? purpose).name;

function translationFor(
  { language, translations }: PurposeName,
  wanted: string | null | undefined,
): { name: string; description: string } | undefined {
  const chosen = nearest([language, ...Object.keys(translations)], wanted);
  return chosen === undefined ? undefined : own(translations, chosen);
}

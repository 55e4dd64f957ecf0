import { own } from '#lib/own.ts';
import type { PurposeTranslations } from '#models/purpose.ts';
import { nearest } from '../templates/languages.ts';

/** What of a purpose, or of one of its versions, decides what it is called in a language. */
export type PurposeTexts = {
  name: string;
  description: string;
  /** Of the two above. */
  language: string;
  translations: PurposeTranslations;
};
/** The same where only the name is wanted. */
export type PurposeName = Omit<PurposeTexts, 'description'>;

/**
 * The words of a purpose in the language wanted: the same, the language without its region, any of its regions;
 * else the organisation's. Nothing but the purpose decides, so that its version says what was shown.
 * @param wanted a language tag, e.g. `ar-KW`; nothing: the organisation's
 */
export function purposeIn(
  purpose: PurposeTexts,
  wanted: string | null | undefined,
): { name: string; description: string } {
  const { name, description } = translationFor(purpose, wanted) ?? purpose;
  return { name, description };
}

/** What a purpose is called in the language wanted: see purposeIn. */
export const purposeNameIn = (purpose: PurposeName, wanted: string | null | undefined): string =>
  (translationFor(purpose, wanted) ?? purpose).name;

function translationFor(
  { language, translations }: PurposeName,
  wanted: string | null | undefined,
): { name: string; description: string } | undefined {
  const chosen = nearest([language, ...Object.keys(translations)], wanted);
  return chosen === undefined ? undefined : own(translations, chosen);
}

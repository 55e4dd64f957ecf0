/*
 * Chooses the language of a message. The organisation chooses the template first; the language is chosen among those
 * of the template.
 */

/** Why a language was chosen. */
export const LANGUAGE_REASONS = ['recipient', 'organization', 'english', 'main'] as const;
export type LanguageReason = (typeof LANGUAGE_REASONS)[number];
export type ChosenLanguage = { language: string; because: LanguageReason };

/** Tags are compared without case; `ar_KW` of other systems is `ar-KW`. */
const plain = (tag: string): string => tag.trim().replaceAll('_', '-').toLowerCase();
const base = (tag: string): string => plain(tag).split('-')[0] ?? '';

/**
 * Returns the best match among the available languages: the same tag, the language without its region, or any of its
 * regions.
 */
export function nearest(
  have: readonly string[],
  wanted: string | null | undefined,
): string | undefined {
  if (!wanted?.trim()) return undefined;
  return (
    have.find((tag) => plain(tag) === plain(wanted)) ??
    have.find((tag) => plain(tag) === base(wanted)) ??
    have.find((tag) => base(tag) === base(wanted))
  );
}

/**
 * Chooses the recipient's language, else the organisation's, else English, else the template's main one.
 * @param have languages of the template; `main` is one of them
 */
export function chooseLanguage(
  have: readonly string[],
  main: string,
  wanted: { recipient?: string | null | undefined; organization?: string | null | undefined },
): ChosenLanguage {
  const order = [
    [wanted.recipient, 'recipient'],
    [wanted.organization, 'organization'],
    ['en', 'english'],
  ] as const;
  for (const [tag, because] of order) {
    const language = nearest(have, tag);
    if (language !== undefined) return { language, because };
  }
  return { language: main, because: 'main' };
}

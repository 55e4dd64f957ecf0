import { DIFFICULTIES, FORM_ASKS, FORM_CHANNELS } from '../../domain/forms/contract.ts';
import { FORM_LANGUAGES } from '../../domain/languages.contract.ts';
import { chosen, oneOf, text, words } from './fields.server.ts';

/** Returns the values that were given a rank, in the order of the ranks: `place.<of>.<value>`. */
function ranked(form: FormData, of: string): string[] {
  const start = `place.${of}.`;
  return [...form.entries()]
    .flatMap(([name, place]) =>
      name.startsWith(start) && Number(place) > 0
        ? [{ value: name.slice(start.length), place: Number(place) }]
        : [],
    )
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

/** The fields that a browser always sends with this form. */
export const FORM_FIELDS = [
  'name',
  'slug',
  'logo_text',
  'logo_url',
  'privacy_url',
  'jurisdiction',
  'embed_origins',
  'difficulty',
  'asks',
] as const;

/** Reads a sign-up form from its editor; the API validates it. */
export function formOf(form: FormData) {
  const among = <T extends string>(of: string, all: readonly T[]): T[] =>
    ranked(form, of).flatMap((value) => oneOf(value, all) ?? []);
  const asks = chosen(form, 'asks', FORM_ASKS);
  return {
    asks,
    purposes: asks === 'named' ? ranked(form, 'purposes') : [],
    channels: among('channels', FORM_CHANNELS),
    languages: among('languages', FORM_LANGUAGES),
    texts: Object.fromEntries(
      FORM_LANGUAGES.map((language) => [
        language,
        {
          title: text(form, `title.${language}`) ?? '',
          intro: text(form, `intro.${language}`) ?? '',
          thanks: text(form, `thanks.${language}`) ?? '',
        },
      ]),
    ),
    color: form.has('own_color') ? (text(form, 'color') ?? null) : null,
    logo_text: text(form, 'logo_text') ?? null,
    logo_url: text(form, 'logo_url') ?? null,
    privacy_url: text(form, 'privacy_url') ?? null,
    jurisdiction: text(form, 'jurisdiction') ?? null,
    embed_origins: words(form, 'embed_origins'),
    proof_of_work: form.has('proof_of_work'),
    difficulty: chosen(form, 'difficulty', DIFFICULTIES),
    active: form.has('active'),
  };
}

/** Returns which of the previews the editor shows. */
export const previewPlace = (form: FormData) => ({
  channel: oneOf(text(form, 'preview_channel'), FORM_CHANNELS) ?? ('email' as const),
  language: oneOf(text(form, 'preview_language'), FORM_LANGUAGES) ?? ('en' as const),
});

import { setOwn } from '../../lib/own.ts';
import { number, text } from './fields.server.ts';

const WORD = /^translations\.([^.]+)\.name$/;

/** The fields that a browser always sends with this form. */
export const PURPOSE_FIELDS = [
  'name',
  'description',
  'language',
  'added.language',
  'expires_after_days',
  'renew_before_days',
] as const;

/** Reads the texts of a purpose from its form; an empty number means none. */
export const purposeWords = (form: FormData) => ({
  name: text(form, 'name') ?? '',
  description: text(form, 'description') ?? '',
  language: text(form, 'language'),
  translations: translationsOf(form),
  expires_after_days: number(form, 'expires_after_days'),
  renew_before_days: number(form, 'renew_before_days'),
});

/** Returns the translations that have a text, and the one language that was added. */
function translationsOf(form: FormData): Record<string, { name: string; description: string }> {
  const found: Record<string, { name: string; description: string }> = {};
  const take = (language: string, field: string): void => {
    const name = text(form, `${field}.name`) ?? '';
    const description = text(form, `${field}.description`) ?? '';
    if (name || description) setOwn(found, language, { name, description });
  };
  for (const key of form.keys()) {
    const language = WORD.exec(key)?.[1];
    if (language) take(language, `translations.${language}`);
  }
  const added = text(form, 'added.language')?.trim();
  if (added) take(added, 'added');
  return found;
}

import { FORM_LANGUAGES, type FormLanguage } from './languages.contract.ts';

/** Returns all languages of the public pages, the organisation's own first. */
export function languagesFrom(locale: string): FormLanguage[] {
  const own = FORM_LANGUAGES.filter((one) => locale.toLowerCase().startsWith(one));
  return [...own, ...FORM_LANGUAGES.filter((one) => !own.includes(one))];
}

import { number, text } from './fields.server.ts';

/** The words of a purpose as its form gives them; an empty number means none. */
export const purposeWords = (form: FormData) => ({
  name: text(form, 'name') ?? '',
  description: text(form, 'description') ?? '',
  expires_after_days: number(form, 'expires_after_days'),
  renew_before_days: number(form, 'renew_before_days'),
});

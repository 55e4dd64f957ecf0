import { timeOf } from '#lib/transaction-time.ts';
import type { PublicTenant } from '#domain/forms/public-forms.ts';
import type { Services } from '#domain/context.ts';
import type { Shown } from '#domain/forms/contract.ts';
import type { FormLanguage } from '#domain/languages.contract.ts';
import { languageFor, whatIsShown, type PublicForm } from '#domain/forms/public-form.ts';
import { fingerprint } from '#domain/forms/snapshot.ts';
import { newTicket } from '#domain/forms/ticket.ts';

/** An organisation's appearance on a public page. */
export type Look = { name: string; color: string; logoText: string | null; logoUrl: string | null };

/** A sign-up form, ready to be rendered. */
export type FormPage = {
  organization: Look;
  slug: string;
  form: string;
  language: FormLanguage;
  languages: FormLanguage[];
  channel: 'sms' | 'email';
  channels: ('sms' | 'email')[];
  title: string;
  intro: string;
  thanks: string;
  privacyUrl: string | null;
  boxes: Shown['boxes'];
  /** Fingerprint of all of the above, so that it is known later which wording a visitor saw. */
  shown: string;
  ticket: string;
  /** Whether the page's script has to solve the ticket (proof of work). */
  work: boolean;
};

export async function formPage(
  services: Services,
  tenant: PublicTenant,
  form: PublicForm,
  visit: { query: URLSearchParams; acceptLanguage: string },
): Promise<FormPage> {
  const keys = await services.keyring.keys(tenant);
  const language = languageFor(form.languages, {
    asked: visit.query.get('lang'),
    acceptLanguage: visit.acceptLanguage,
  });
  const asked = visit.query.get('channel');
  const channel = form.channels.find((one) => one === asked) ?? form.channels[0] ?? 'sms';
  const { shown, now } = await services.db.withTenant(tenant, async (trx) => ({
    shown: await whatIsShown(trx, tenant, form, { channel, language }),
    now: timeOf(trx),
  }));
  return {
    organization: lookOf(tenant, form),
    slug: tenant.slug,
    form: form.slug,
    language,
    languages: form.languages,
    channel,
    channels: form.channels,
    title: shown.title,
    intro: shown.intro,
    thanks: form.texts[language]?.thanks ?? '',
    privacyUrl: shown.privacy_url,
    boxes: shown.boxes,
    shown: fingerprint(shown),
    ticket: await newTicket(keys, form, now),
    work: form.proof_of_work,
  };
}

/** Returns the organisation's look, with this form's own settings first. */
export const lookOf = (
  tenant: { name: string; color: string },
  form?: Pick<PublicForm, 'color' | 'logo_text' | 'logo_url'>,
): Look => ({
  name: tenant.name,
  color: form?.color ?? tenant.color,
  logoText: form?.logo_text ?? null,
  logoUrl: form?.logo_url ?? null,
});

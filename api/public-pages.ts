import type { Context as KoaContext } from 'koa';
import {
  confirmByLink,
  describeConfirm,
  type ConfirmPage,
} from '#domain/address-proof/confirm-link.ts';
import {
  checkReceiptText,
  describeReceipt,
  type ReceiptCheck,
  type ReceiptPage,
} from '#domain/receipts/receipt-page.ts';
import { describeRenewal, renewByLink, type RenewPage } from '#domain/renewals/renew.ts';
import { publicOptOut as optOutForm } from '#domain/forms/public-forms.contract.ts';
import {
  publicCheck,
  publicOptOut,
  tenantBySlug,
  type PublicTenant,
} from '#domain/forms/public-forms.ts';
import type { Services } from '#domain/context.ts';
import { submission, wordsShown } from '#domain/forms/contract.ts';
import type { FormLanguage } from '#domain/languages.contract.ts';
import { languagesFrom } from '#domain/languages.ts';
import { languageFor, publicForm, type PublicForm } from '#domain/forms/public-form.ts';
import { submitForm, type Submitted } from '#domain/forms/submit.ts';
import { openWidget, publicWidget } from '#domain/assistant-widget/public-widget.ts';
import { ownerOfLink } from '#domain/unsubscribe/behind-link.ts';
import { changePreferences, type PreferenceChange } from '#domain/preferences/change.ts';
import { linkRequest, preferenceAct } from '#domain/preferences/contract.ts';
import { requestPreferencesLink } from '#domain/preferences/request-link.ts';
import {
  describeUnsubscribe,
  unsubscribe,
  type UnsubscribePage,
} from '#domain/unsubscribe/unsubscribe.ts';
import { checkRequest } from '#domain/verification/contract.ts';
import type { CheckAnswer } from '#domain/address-proof/check.ts';
import type { VerificationStatus } from '#domain/verification/rules.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { isId } from '#lib/ids.ts';
import { formPage, lookOf, type FormPage, type Look } from './form-page.ts';
import { parseInput } from './input.ts';
import { stateOf, withState, type PageState } from './page-state.ts';
import { foreignOrigin, mayEmbed, type PagePolicy } from './page-policy.ts';
import { widgetPage, type WidgetPage } from './widget/page.ts';
import { preferencesPage, type PreferencesPage } from './preferences-page.ts';

export type OrganizationPage = { organization: Look; slug: string; language: FormLanguage };

/** The actions of public pages, for people without an account. All functions throw the API's AppErrors. */
export type PublicPages = {
  /** Returns what the page at an address may state about a form that was sent before. */
  state(url: URL): Promise<PageState>;
  /** Returns the address of a page with its state, or null where it has no room for it. */
  withState(
    path: string,
    query: URLSearchParams,
    state: Partial<PageState>,
  ): Promise<string | null>;
  /**
   * Returns the organisation behind a public page, and the page's language.
   * @throws {AppError} not_found
   */
  organization(slug: string, query: URLSearchParams): Promise<OrganizationPage>;
  /**
   * Returns a sign-up form as a visitor sees it.
   * @throws {AppError} not_found
   */
  form(slug: string, formSlug: string, query: URLSearchParams): Promise<FormPage>;
  submit(slug: string, formSlug: string, fields: unknown): Promise<Submitted>;
  /**
   * Returns the chat widget of an organization as its frame shows it, also one that is off.
   * @throws {AppError} not_found
   */
  widget(slug: string, query: URLSearchParams): Promise<WidgetPage>;
  /**
   * Returns the sign-up form by which a visitor of the widget may leave an address.
   * @throws {AppError} not_found, gone
   */
  widgetForm(slug: string, query: URLSearchParams): Promise<FormPage>;
  submitInWidget(slug: string, fields: unknown): Promise<Submitted>;
  check(slug: string, verificationId: string, form: unknown): Promise<CheckAnswer>;
  optOut(slug: string, form: unknown): Promise<{ to: string }>;
  describeConfirm(token: string, query: URLSearchParams): Promise<ConfirmPage | null>;
  confirm(token: string): Promise<VerificationStatus | null>;
  describeReceipt(token: string, query: URLSearchParams): Promise<ReceiptPage | null>;
  /** Checks a receipt from anybody, of any organisation; stores nothing. */
  checkReceipt(
    text: string,
    query: URLSearchParams,
  ): Promise<ReceiptCheck & { language: FormLanguage }>;
  describeRenewal(token: string, query: URLSearchParams): Promise<RenewPage | null>;
  /**
   * Renews a consent.
   * @throws {AppError} invalid (`shown`) when the wording has changed since it was read
   */
  renew(token: string, query: URLSearchParams, form: unknown): Promise<RenewPage['status'] | null>;
  describeUnsubscribe(token: string, query: URLSearchParams): Promise<UnsubscribePage | null>;
  unsubscribe(token: string): Promise<boolean>;
  /** Returns what a preference link opens, and the wording beside the boxes. */
  describePreferences(token: string, query: URLSearchParams): Promise<PreferencesPage | null>;
  changePreferences(token: string, form: unknown): Promise<PreferenceChange | null>;
  /** Checks the code from a text, when somebody grants consent again in their preferences. */
  checkPreference(
    token: string,
    verificationId: string,
    form: unknown,
  ): Promise<CheckAnswer | null>;
  requestPreferencesLink(slug: string, form: unknown): Promise<{ to: string }>;
};

/** `/c/<token>` becomes `/c`: a signed link is a secret and must not be recorded. */
const withoutToken = (path: string): string =>
  /^\/[fw]\//.test(path) ? path : `/${path.split('/')[1] ?? ''}`;

/**
 * Creates the actions of one request.
 * @param policy what the page's answer allows: who may frame it, whose images it shows
 */
export function publicPages(services: Services, http: KoaContext, policy: PagePolicy): PublicPages {
  const embeddedOn = foreignOrigin(http, services.publicUrl);
  const visitor = {
    ip: http.ip.replace(/^::ffff:/, ''),
    userAgent: http.get('user-agent').slice(0, 500),
    formUrl: `${services.publicUrl}${withoutToken(http.path)}`,
    requestId: String(http.state['requestId']),
    ...(embeddedOn ? { embeddedOn } : {}),
  };
  const spoken = (locale: string, query: URLSearchParams): FormLanguage =>
    languageFor(languagesFrom(locale), {
      asked: query.get('lang'),
      acceptLanguage: http.get('accept-language'),
    });
  const tenant = async (slug: string): Promise<PublicTenant> => {
    const found = await tenantBySlug(services, slug);
    if (!found) throw notFound('This page');
    return found;
  };
  const formOf = async (found: PublicTenant, formSlug: string): Promise<PublicForm> => {
    const form = await publicForm(services, found, formSlug);
    if (!form) throw notFound('This form');
    return form;
  };
  return {
    state: (url) => stateOf(services, url),
    withState: (path, query, state) => withState(services, path, query, state),
    organization: async (slug, query) => {
      const found = await tenant(slug);
      return { organization: lookOf(found), slug, language: spoken(found.locale, query) };
    },
    form: async (slug, formSlug, query) => {
      const found = await tenant(slug);
      const form = await formOf(found, formSlug);
      policy.frameAncestors.push(...form.embed_origins);
      if (form.logo_url) policy.images.push(new URL(form.logo_url).origin);
      return formPage(services, found, form, {
        query,
        acceptLanguage: http.get('accept-language'),
      });
    },
    submit: async (slug, formSlug, fields) => {
      const found = await tenant(slug);
      const form = await formOf(found, formSlug);
      if (embeddedOn && !mayEmbed(form.embed_origins, embeddedOn)) {
        throw new AppError('forbidden', 'This form may not be used on that site');
      }
      const input = parseInput(submission, fields);
      return submitForm(services, found, form, input, visitor);
    },
    widget: async (slug, query) => {
      const widget = await publicWidget(services, slug);
      policy.frameAncestors.push(...widget.settings.origins);
      return widgetPage(widget, spoken(widget.tenant.locale, query));
    },
    widgetForm: async (slug, query) => {
      const { tenant: found, settings, form } = await openWidget(services, slug);
      policy.frameAncestors.push(...settings.origins);
      const asked = await formOf(found, form ?? '');
      if (asked.logo_url) policy.images.push(new URL(asked.logo_url).origin);
      return formPage(services, found, asked, {
        query,
        acceptLanguage: http.get('accept-language'),
      });
    },
    submitInWidget: async (slug, fields) => {
      if (embeddedOn) throw new AppError('forbidden', 'This form may not be used on that site');
      const { tenant: found, form } = await openWidget(services, slug);
      const input = parseInput(submission, fields);
      return submitForm(services, found, await formOf(found, form ?? ''), input, visitor);
    },
    check: async (slug, verificationId, form) => {
      if (!isId(verificationId)) throw notFound('This request');
      const { code } = parseInput(checkRequest, form);
      return publicCheck(services, await tenant(slug), verificationId, code, visitor);
    },
    optOut: async (slug, form) => {
      const input = parseInput(optOutForm, form);
      return publicOptOut(services, await tenant(slug), input, visitor);
    },
    describeConfirm: async (token, query) => {
      policy.noReferrer = true;
      return describeConfirm(services, token, (locale) => spoken(locale, query));
    },
    confirm: (token) => confirmByLink(services, token, visitor),
    describeReceipt: async (token, query) => {
      policy.noReferrer = true;
      const speak = (locale: string): FormLanguage => spoken(locale, query);
      return describeReceipt(services, token, speak, visitor.requestId);
    },
    checkReceipt: async (text, query) => ({
      ...(await checkReceiptText(services, text)),
      language: spoken('en', query),
    }),
    describeRenewal: async (token, query) => {
      policy.noReferrer = true;
      return describeRenewal(services, token, (locale) => spoken(locale, query));
    },
    renew: async (token, query, form) => {
      const { shown } = parseInput(wordsShown, form);
      return renewByLink(
        services,
        token,
        { shown, speak: (locale) => spoken(locale, query) },
        visitor,
      );
    },
    describeUnsubscribe: async (token, query) => {
      policy.noReferrer = true;
      return describeUnsubscribe(services, token, (locale) => spoken(locale, query));
    },
    unsubscribe: (token) =>
      unsubscribe(services, token, {
        source: 'web_form',
        requestId: visitor.requestId,
        client: { ip: visitor.ip, userAgent: visitor.userAgent },
      }),
    describePreferences: async (token, query) => {
      policy.noReferrer = true;
      return preferencesPage(services, token, (locale) => spoken(locale, query));
    },
    changePreferences: (token, form) =>
      changePreferences(services, token, parseInput(preferenceAct, form), visitor),
    checkPreference: async (token, verificationId, form) => {
      const holder = await ownerOfLink(services, token);
      if (!holder || !isId(verificationId)) return null;
      const { code } = parseInput(checkRequest, form);
      return publicCheck(services, holder, verificationId, code, visitor);
    },
    requestPreferencesLink: async (slug, form) => {
      const input = parseInput(linkRequest, form);
      return requestPreferencesLink(services, await tenant(slug), input, visitor);
    },
  };
}

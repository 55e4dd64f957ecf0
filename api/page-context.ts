import type { Context as KoaContext } from 'koa';
import { isKind } from '#lib/errors.ts';
import type { Logger } from '#lib/logger.ts';
import type { OrganizationView, UserView } from '#domain/identity/contract.ts';
import { loginInput, signUpInput } from '#domain/identity/contract.ts';
import type { Permission } from '#domain/permissions.ts';
import type { Api } from './api-type.ts';
import { formBody } from './form-body.ts';
import type { Identity } from './identity/create.ts';
import { visitorOf } from './identity/routes.ts';
import { uploadContacts } from './imports-upload.ts';
import { inProcessApi } from './in-process.ts';
import { parseInput } from './input.ts';
import { localInbox, type LocalInbox } from './local-inbox.ts';
import type { ApiServices } from './operation.ts';
import { isPublicPath, type PagePolicy } from './page-policy.ts';
import { uploadSuppressions } from './suppressions-csv.ts';
import { publicPages, type PublicPages } from './public-pages.ts';

/** The signed-in user, and the API on their behalf. */
export type PageSession = {
  user: UserView;
  organization: OrganizationView;
  permissions: readonly Permission[];
  api: Api;
  /**
   * Inspects the CSV file of contacts in the form; `api.imports.start` imports it.
   * @throws {AppError} forbidden, invalid, too_large
   */
  uploadContacts(form: FormData): Promise<{ id: string }>;
  /**
   * Blocks the addresses of the CSV file in the form.
   * @throws {AppError} forbidden, invalid, too_large
   */
  uploadSuppressions(form: FormData): Promise<{ id: string }>;
};

/** Sign-in for forms. All functions throw the API's AppErrors and return Set-Cookie headers. */
export type PageIdentity = {
  signUp(form: unknown): Promise<string[]>;
  login(form: unknown): Promise<string[]>;
  logout(): Promise<string[]>;
};

/** What loaders and actions work with. */
export type PageContext = {
  session: PageSession | null;
  identity: PageIdentity;
  /**
   * Reads the submitted form without files. Call it once.
   * @param limit in bytes
   * @throws {AppError} too_large, malformed, unsupported_media_type
   */
  readForm(limit: number): Promise<FormData>;
  /** Nonce that allows the inline scripts of this page only. */
  nonce: string;
  config: { temporalUiUrl: string | null; publicUrl: string };
  /** The inbox of the local receivers; null in production. */
  inbox: LocalInbox | null;
  /** Actions of people without an account. */
  publicPages: PublicPages;
  /** Logs an unexpected error. */
  failed(error: unknown): void;
};

export type PageConfig = {
  logger: Logger;
  /** Temporal Web's address of our namespace; null when unknown. */
  temporalUiUrl: string | null;
  publicUrl: string;
  receiversUrl?: string;
};

/** Creates the context of one page request. */
export async function pageContext(
  services: ApiServices,
  config: PageConfig,
  http: KoaContext,
  { nonce, policy }: { nonce: string; policy: PagePolicy },
): Promise<PageContext> {
  const { receiversUrl, logger, ...shown } = config;
  return {
    session: await sessionOf(services, http),
    identity: pageIdentity(services.identity, http),
    readForm: (limit) => formBody(http.req, limit),
    nonce,
    config: shown,
    inbox: receiversUrl ? localInbox(receiversUrl) : null,
    publicPages: publicPages(services, http, policy),
    failed: (error) => logger.error({ err: error }, 'page failed'),
  };
}

async function sessionOf(services: ApiServices, http: KoaContext): Promise<PageSession | null> {
  if (!http.get('cookie') || isPublicPath(http.path)) return null;
  try {
    const ctx = await services.identity.authenticate(http);
    const api = inProcessApi(services, ctx);
    const uploads = {
      uploadContacts: (form: FormData) => uploadContacts(services, ctx, http, form),
      uploadSuppressions: (form: FormData) => uploadSuppressions(services, ctx, http, form),
    };
    const [user, organization] = await Promise.all([api.users.me({}), api.organizations.me({})]);
    return { user, organization, permissions: [...ctx.permissions], api, ...uploads };
  } catch (error) {
    http.remove('WWW-Authenticate');
    if (isKind(error, 'unauthenticated')) return null;
    throw error;
  }
}

const pageIdentity = (identity: Identity, http: KoaContext): PageIdentity => ({
  signUp: async (form) =>
    (await identity.signUp(parseInput(signUpInput, form), visitorOf(http))).cookies,
  login: async (form) =>
    (await identity.login(parseInput(loginInput, form), visitorOf(http))).cookies,
  logout: () => identity.logout(visitorOf(http)),
});

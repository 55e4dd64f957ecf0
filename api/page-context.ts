import type { Context as KoaContext } from 'koa';
import { isKind } from '#lib/errors.ts';
import type { Logger } from '#lib/logger.ts';
import type {
  BackupCodesView,
  NewFactorView,
  OrganizationView,
  UserView,
} from '#domain/identity/contract.ts';
import {
  factorCode,
  loginInput,
  newOrganization,
  organizationChoice,
  passwordChange,
  passwordProof,
  secondFactorInput,
  passwordResetConfirm,
  passwordResetRequest,
  signUpInput,
} from '#domain/identity/contract.ts';
import { acceptInvitation, invitedPassword } from '#domain/invitations/contract.ts';
import type { Permission } from '#domain/permissions.ts';
import type { Api } from './api-type.ts';
import { whenGone } from './events.ts';
import { formBody } from './form-body.ts';
import type { Identity } from './identity/create.ts';
import type { InvitationPage } from './identity/invitation-link.ts';
import { visitorOf } from './identity/routes.ts';
import { letInNowhere } from './identity/working-in.ts';
import { uploadContacts } from './imports-upload.ts';
import { inProcessApi } from './in-process.ts';
import { parseInput } from './input.ts';
import { localInbox, type LocalInbox } from './local-inbox.ts';
import type { ApiServices } from './operation.ts';
import { isInvitationPath, isPublicPath, type PagePolicy } from './page-policy.ts';
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
  /** `needsCode`: the user has a second factor, so there is no session yet. */
  login(form: unknown): Promise<{ cookies: string[]; needsCode: boolean }>;
  confirmSignIn(form: unknown): Promise<string[]>;
  addFactor(form: unknown): Promise<NewFactorView>;
  confirmFactor(form: unknown): Promise<string[]>;
  newBackupCodes(form: unknown): Promise<BackupCodesView>;
  removeFactor(form: unknown): Promise<string[]>;
  changePassword(form: unknown): Promise<string[]>;
  /** @throws {AppError} invalid, rate_limited, unavailable */
  requestPasswordReset(form: unknown): Promise<void>;
  /** Whether the link of this page still works. The page does not pass its address on. */
  isResetOpen(token: string): Promise<boolean>;
  /** @throws {AppError} invalid, rate_limited */
  confirmPasswordReset(form: unknown): Promise<void>;
  logout(): Promise<string[]>;
  switchOrganization(form: unknown): Promise<string[]>;
  /** For somebody who is let in nowhere. */
  createFirstOrganization(form: unknown): Promise<string[]>;
  /** Returns what the page of an invitation shows. */
  invitation(token: string): Promise<InvitationPage>;
  /** Signs in the person whose address is invited. */
  signInToAccept(token: string, form: unknown): Promise<string[]>;
  acceptInvitation(form: unknown): Promise<string[]>;
};

/** What loaders and actions work with. */
export type PageContext = {
  session: PageSession | null;
  /**
   * Why this request of a signed-in person is let in nowhere; null for everybody else. `moved`: the person goes on in
   * another organization with the next page, and this was meant for the former one.
   */
  nowhere: { message: string; moved: boolean } | null;
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
    ...(await sessionOf(services, http)),
    identity: pageIdentity(services.identity, http, policy),
    readForm: (limit) => formBody(http.req, limit),
    nonce,
    config: shown,
    inbox: receiversUrl ? localInbox(receiversUrl) : null,
    publicPages: publicPages(services, http, policy),
    failed: (error) => logger.error({ err: error }, 'page failed'),
  };
}

type Found = Pick<PageContext, 'session' | 'nowhere'>;
const NOBODY: Found = { session: null, nowhere: null };

async function sessionOf(services: ApiServices, http: KoaContext): Promise<Found> {
  if (!http.get('cookie') || isPublicPath(http.path) || isInvitationPath(http.path)) return NOBODY;
  try {
    const ctx = { ...(await services.identity.authenticate(http)), gone: whenGone(http) };
    const api = inProcessApi(services, ctx);
    const uploads = {
      uploadContacts: (form: FormData) => uploadContacts(services, ctx, http, form),
      uploadSuppressions: (form: FormData) => uploadSuppressions(services, ctx, http, form),
    };
    const [user, organization] = await Promise.all([api.users.me({}), api.organizations.me({})]);
    const session = { user, organization, permissions: [...ctx.permissions], api, ...uploads };
    return { session, nowhere: null };
  } catch (error) {
    http.remove('WWW-Authenticate');
    if (isKind(error, 'unauthenticated')) return NOBODY;
    const nowhere = letInNowhere(error);
    if (nowhere) return { session: null, nowhere };
    throw error;
  }
}

const pageIdentity = (identity: Identity, http: KoaContext, policy: PagePolicy): PageIdentity => ({
  signUp: async (form) =>
    (await identity.signUp(parseInput(signUpInput, form), visitorOf(http))).cookies,
  login: async (form) => {
    const { cookies, view } = await identity.login(parseInput(loginInput, form), visitorOf(http));
    return { cookies, needsCode: 'second_factor' in view };
  },
  confirmSignIn: async (form) =>
    (await identity.confirmSignIn(parseInput(secondFactorInput, form), visitorOf(http))).cookies,
  addFactor: (form) =>
    identity.factors.add(parseInput(passwordProof, form).password, visitorOf(http)),
  confirmFactor: async (form) =>
    (await identity.factors.confirm(parseInput(factorCode, form).code, visitorOf(http))).cookies,
  newBackupCodes: (form) =>
    identity.factors.newCodes(parseInput(passwordProof, form).password, visitorOf(http)),
  removeFactor: async (form) =>
    (await identity.factors.remove(parseInput(passwordProof, form).password, visitorOf(http)))
      .cookies,
  changePassword: async (form) =>
    (await identity.changePassword(parseInput(passwordChange, form), visitorOf(http))).cookies,
  requestPasswordReset: (form) =>
    identity.requestPasswordReset(parseInput(passwordResetRequest, form), visitorOf(http)),
  isResetOpen: (token) => {
    policy.noReferrer = true;
    return identity.isResetOpen(token);
  },
  confirmPasswordReset: (form) => {
    policy.noReferrer = true;
    return identity.confirmPasswordReset(parseInput(passwordResetConfirm, form), visitorOf(http));
  },
  logout: () => identity.logout(visitorOf(http)),
  switchOrganization: async (form) => {
    const { organization_id: id } = parseInput(organizationChoice, form);
    return (await identity.switchOrganization(id, visitorOf(http))).cookies;
  },
  createFirstOrganization: async (form) =>
    (await identity.createFirstOrganization(parseInput(newOrganization, form), visitorOf(http)))
      .cookies,
  invitation: (token) => {
    policy.originOnly = true;
    return identity.invitations.page(token, visitorOf(http));
  },
  signInToAccept: (token, form) =>
    identity.invitations.signIn(token, parseInput(invitedPassword, form).password, visitorOf(http)),
  acceptInvitation: async (form) =>
    (await identity.invitations.accept(parseInput(acceptInvitation, form), visitorOf(http)))
      .cookies,
});

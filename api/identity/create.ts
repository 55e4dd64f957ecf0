import type { KeyObject } from 'node:crypto';
import type { Context as KoaContext } from 'koa';
import type { Context, Services } from '#domain/context.ts';
import type {
  ApiKeyView,
  BackupCodesView,
  CreateApiKeyInput,
  FactorsView,
  LoginInput,
  MemberFilter,
  MemberPatch,
  NewApiKeyView,
  NewOrganization,
  NewFactorView,
  OrganizationPatch,
  OrganizationView,
  OwnOrganizationView,
  PasswordChange,
  SecondFactorInput,
  PasswordResetConfirm,
  PasswordResetRequest,
  SessionView,
  SignUpInput,
  UserPatch,
  UserView,
} from '#domain/identity/contract.ts';
import type { Permission } from '#domain/permissions.ts';
import type { Member } from '#domain/tests-to-members/contract.ts';
import type { Page, PageRequest } from '#domain/paging.ts';
import { deriveKey } from '#lib/crypto.ts';
import type { TenantId } from '#lib/ids.ts';
import { createAccessGate } from './access-gate.ts';
import { deleteApiKey, listApiKeys } from './api-keys.ts';
import { removeMember, updateMember } from './change-member.ts';
import { createAuth } from './auth.ts';
import { authenticate } from './caller.ts';
import type { IdentityDeps, Visitor } from './deps.ts';
import { backupCodeStore } from './factors/backup-codes.ts';
import { addFactor, confirmFactor, listFactors, newCodes, removeFactor } from './factors/manage.ts';
import { confirmSignIn } from './factors/second-factor.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createKnownKeys } from './known-keys.ts';
import { createLimits } from './limits.ts';
import { createApiKey, ensureApiKey } from './make-key.ts';
import {
  createFirstOrganization,
  createOrganizationFor,
  listOrganizations,
  switchOrganization,
} from './organizations.ts';
import { updateOrganization } from './organization-settings.ts';
import { callingMember, listUsers, me, memberView, updateMe } from './members.ts';
import type { NeedsCode, SignedIn } from './session.ts';
import { login, logout, refresh } from './sign-in.ts';
import { changePassword } from './password.ts';
import { confirmPasswordReset, openReset, requestPasswordReset } from './password-reset.ts';
import { endOtherSessions, endSession, listSessions } from './sessions.ts';
import { createNotes } from './notes.ts';
import { signUp } from './sign-up.ts';
import { openStore } from './store.ts';

/** Users and what they may do: accounts, sessions, organisations, API keys. */
export type Identity = {
  /**
   * Identifies the caller.
   * @param alsoFrom another origin whose pages may call with the cookie
   * @throws {AppError} unauthenticated, forbidden
   */
  authenticate(http: KoaContext, alsoFrom?: string): Promise<Context>;
  signUp(input: SignUpInput, visitor: Visitor): Promise<SignedIn>;
  login(input: LoginInput, visitor: Visitor): Promise<SignedIn | NeedsCode>;
  /**
   * Ends a sign-in by the code of a second factor.
   * @throws {AppError} unauthenticated, invalid, rate_limited
   */
  confirmSignIn(input: SecondFactorInput, visitor: Visitor): Promise<SignedIn>;
  /** Second factors of the signed-in user; see factors/manage.ts. */
  factors: {
    list(ctx: Context): Promise<FactorsView>;
    add(password: string, visitor: Visitor): Promise<NewFactorView>;
    confirm(code: string, visitor: Visitor): Promise<SignedIn>;
    newCodes(password: string, visitor: Visitor): Promise<BackupCodesView>;
    remove(password: string, visitor: Visitor): Promise<SignedIn>;
  };
  /**
   * Prolongs a session.
   * @throws {AppError} unauthenticated
   */
  refresh(visitor: Visitor): Promise<SignedIn>;
  /**
   * Ends a session.
   * @returns Set-Cookie headers that clear it
   */
  logout(visitor: Visitor): Promise<string[]>;
  /**
   * Changes the password of the signed-in user, and ends their other sessions.
   * @throws {AppError} unauthenticated, invalid, rate_limited
   */
  changePassword(input: PasswordChange, visitor: Visitor): Promise<SignedIn>;
  /**
   * Has a link to a new password mailed, if the address has an account. The answer does not tell.
   * @throws {AppError} rate_limited, unavailable
   */
  requestPasswordReset(input: PasswordResetRequest, visitor: Visitor): Promise<void>;
  /** Whether a link to a new password still works. */
  isResetOpen(token: string): Promise<boolean>;
  /**
   * Changes the password by such a link, and ends every session of the person.
   * @throws {AppError} invalid (token, password), rate_limited
   */
  confirmPasswordReset(input: PasswordResetConfirm, visitor: Visitor): Promise<void>;
  /** Lists where the signed-in user is signed in. @throws {AppError} forbidden for an API key */
  sessions(ctx: Context): Promise<SessionView[]>;
  endSession(ctx: Context, id: string): Promise<void>;
  endOtherSessions(ctx: Context): Promise<void>;
  createApiKey(ctx: Context, input: CreateApiKeyInput): Promise<NewApiKeyView>;
  listApiKeys(ctx: Context, request: PageRequest): Promise<Page<ApiKeyView>>;
  deleteApiKey(ctx: Context, id: string): Promise<void>;
  /**
   * Creates a key with a given text if it does not exist.
   * @returns true when it was created now
   */
  ensureApiKey(
    tenantId: TenantId,
    key: string,
    name: string,
    scopes: readonly Permission[],
  ): Promise<boolean>;
  /**
   * Returns the signed-in user.
   * @throws {AppError} forbidden for an API key, which is not a user
   */
  me(ctx: Context): Promise<UserView>;
  updateMe(ctx: Context, patch: UserPatch): Promise<UserView>;
  /**
   * Returns the member who calls, also by a key of their own.
   * @throws {AppError} forbidden for a key of the organisation
   */
  callingMember(ctx: Context): Promise<Member>;
  /** Lists the organisation's members, newest first. */
  users(ctx: Context, request: PageRequest & MemberFilter): Promise<Page<UserView>>;
  /** @throws {AppError} not_found */
  user(ctx: Context, userId: string): Promise<UserView>;
  /** Changes role or state of a member. @throws {AppError} not_found, forbidden, conflict */
  updateMember(ctx: Context, userId: string, patch: MemberPatch): Promise<UserView>;
  /** Ends a membership. @throws {AppError} not_found, forbidden, conflict */
  removeMember(ctx: Context, userId: string): Promise<void>;
  /** Lists the organisations of the signed-in person. @throws {AppError} forbidden for an API key */
  organizations(ctx: Context): Promise<OwnOrganizationView[]>;
  /** @throws {AppError} forbidden for an API key; rate_limited */
  createOrganization(ctx: Context, input: NewOrganization): Promise<OwnOrganizationView>;
  /** For a session that is let in nowhere. @throws {AppError} unauthenticated, rate_limited */
  createFirstOrganization(input: NewOrganization, visitor: Visitor): Promise<SignedIn>;
  /** Makes a session go on in another organisation. @throws {AppError} unauthenticated, not_found, forbidden */
  switchOrganization(organizationId: string, visitor: Visitor): Promise<SignedIn>;
  updateOrganization(ctx: Context, patch: OrganizationPatch): Promise<OrganizationView>;
  invitations: Invitations;
  close(): Promise<void>;
};

export type IdentityOptions = {
  /** The owner's database address; that of the role assent_auth is derived from it. */
  databaseUrl: string;
  masterKey: KeyObject;
  /** Key for sessions and limits. @default the master key */
  rootKey?: KeyObject;
  publicUrl: string;
  services: Services;
  /** Connections of each of the two pools. @default 5 */
  max?: number;
  /** How long a request waits for a connection, in milliseconds. */
  patienceMs: number;
  /** Called when an audit row could not be written after an answer. */
  lost?: (error: unknown) => void;
};

export function createIdentity(options: IdentityOptions): Identity {
  const { services, publicUrl, masterKey } = options;
  const { databaseUrl, max = 5, patienceMs } = options;
  const store = openStore(databaseUrl, masterKey, { max, patienceMs });
  const rootKey = options.rootKey ?? masterKey;
  const secret = deriveKey(rootKey, 'identity:sessions:1').export().toString('base64url');
  const notes = createNotes(options.lost ?? (() => undefined));
  const backupCodes = backupCodeStore(deriveKey(rootKey, 'identity:backup-codes:1'));
  const deps: IdentityDeps = {
    auth: createAuth({ pool: store.pool, secret, publicUrl, backupCodes }),
    backupCodes,
    sql: store.sql,
    limits: createLimits(store.sql, deriveKey(rootKey, 'identity:limits:1')),
    knownKeys: createKnownKeys(),
    gate: createAccessGate(services),
    notes,
    services,
    publicUrl,
  };
  return {
    authenticate: (http, alsoFrom) => authenticate(deps, http, alsoFrom),
    signUp: (input, visitor) => signUp(deps, input, visitor),
    login: (input, visitor) => login(deps, input, visitor),
    confirmSignIn: (input, visitor) => confirmSignIn(deps, input, visitor),
    factors: {
      list: (ctx) => listFactors(deps, ctx),
      add: (password, visitor) => addFactor(deps, password, visitor),
      confirm: (code, visitor) => confirmFactor(deps, code, visitor),
      newCodes: (password, visitor) => newCodes(deps, password, visitor),
      remove: (password, visitor) => removeFactor(deps, password, visitor),
    },
    refresh: (visitor) => refresh(deps, visitor),
    logout: (visitor) => logout(deps, visitor),
    changePassword: (input, visitor) => changePassword(deps, input, visitor),
    requestPasswordReset: (input, visitor) => requestPasswordReset(deps, input, visitor),
    isResetOpen: async (token) => (await openReset(deps, token)) !== null,
    confirmPasswordReset: (input, visitor) => confirmPasswordReset(deps, input, visitor),
    sessions: (ctx) => listSessions(deps, ctx),
    endSession: (ctx, id) => endSession(deps, ctx, id),
    endOtherSessions: (ctx) => endOtherSessions(deps, ctx),
    createApiKey: (ctx, input) => createApiKey(deps, ctx, input),
    listApiKeys: (ctx, request) => listApiKeys(deps, ctx, request),
    deleteApiKey: (ctx, id) => deleteApiKey(deps, ctx, id),
    ensureApiKey: (tenantId, key, name, scopes) => ensureApiKey(deps, tenantId, key, name, scopes),
    me: (ctx) => me(deps, ctx),
    updateMe: (ctx, patch) => updateMe(deps, ctx, patch),
    callingMember: (ctx) => callingMember(deps, ctx),
    users: (ctx, request) => listUsers(deps, ctx, request),
    user: (ctx, userId) => memberView(deps, ctx, userId),
    updateMember: (ctx, userId, patch) => updateMember(deps, ctx, userId, patch),
    removeMember: (ctx, userId) => removeMember(deps, ctx, userId),
    organizations: (ctx) => listOrganizations(deps, ctx),
    createOrganization: (ctx, input) => createOrganizationFor(deps, ctx, input),
    createFirstOrganization: (input, visitor) => createFirstOrganization(deps, input, visitor),
    switchOrganization: (id, visitor) => switchOrganization(deps, id, visitor),
    updateOrganization: (ctx, patch) => updateOrganization(deps, ctx, patch),
    invitations: createInvitations(deps),
    close: async () => {
      await notes.close();
      await store.close();
    },
  };
}

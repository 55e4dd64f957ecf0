import type { KeyObject } from 'node:crypto';
import type { Context as KoaContext } from 'koa';
import type { Context, Services } from '#domain/context.ts';
import type {
  ApiKeyView,
  CreateApiKeyInput,
  LoginInput,
  NewApiKeyView,
  OrganizationPatch,
  OrganizationView,
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
import { createAuth } from './auth.ts';
import { authenticate } from './caller.ts';
import type { IdentityDeps, Visitor } from './deps.ts';
import { createKnownKeys } from './known-keys.ts';
import { createLimits } from './limits.ts';
import { createApiKey, ensureApiKey } from './make-key.ts';
import { updateOrganization } from './organization-settings.ts';
import { callingMember, listUsers, me, updateMe } from './members.ts';
import type { SignedIn } from './session.ts';
import { login, logout, refresh } from './sign-in.ts';
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
  login(input: LoginInput, visitor: Visitor): Promise<SignedIn>;
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
  users(ctx: Context, request: PageRequest): Promise<Page<UserView>>;
  updateOrganization(ctx: Context, patch: OrganizationPatch): Promise<OrganizationView>;
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
  const deps: IdentityDeps = {
    auth: createAuth({ pool: store.pool, secret, publicUrl }),
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
    refresh: (visitor) => refresh(deps, visitor),
    logout: (visitor) => logout(deps, visitor),
    createApiKey: (ctx, input) => createApiKey(deps, ctx, input),
    listApiKeys: (ctx, request) => listApiKeys(deps, ctx, request),
    deleteApiKey: (ctx, id) => deleteApiKey(deps, ctx, id),
    ensureApiKey: (tenantId, key, name, scopes) => ensureApiKey(deps, tenantId, key, name, scopes),
    me: (ctx) => me(deps, ctx),
    updateMe: (ctx, patch) => updateMe(deps, ctx, patch),
    callingMember: (ctx) => callingMember(deps, ctx),
    users: (ctx, request) => listUsers(deps, ctx, request),
    updateOrganization: (ctx, patch) => updateOrganization(deps, ctx, patch),
    close: async () => {
      await notes.close();
      await store.close();
    },
  };
}

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { httpServer } from '#api/http-server.ts';
import { createApi } from '#api/create.ts';
import { createIdentity, type Identity } from '#api/identity/create.ts';
import type { SignUpInput } from '#domain/identity/contract.ts';
import { PERMISSIONS, type Permission, type TenantRole } from '#domain/permissions.ts';
import type { Services } from '#domain/context.ts';
import type { Processes } from '#domain/processes.ts';
import { loadConfig, type Config } from '#lib/config.ts';
import { newId } from '#lib/ids.ts';
import { createLogger } from '#lib/logger.ts';
import { createTemporal } from '#temporal/client.ts';
import { asOwner, type Installation } from './installations.ts';
import { request, type Call } from './request.ts';
import { testServices } from './services.ts';

/** An organisation created through the public sign-up, with its cookie and a key of its owner. */
export type SignedUp = {
  email: string;
  password: string;
  cookie: string;
  userId: string;
  organization: { id: string; name: string; slug: string };
  key: string;
  keyId: string;
  /** Calls below /api/v1 with the key. */
  call: Call;
};

export type IdentityServer = {
  url: string;
  services: Services;
  identity: Identity;
  /** Calls below /api/v1 without a credential. */
  call: Call;
  /** Moves a key's end into the past. */
  expireKey(id: string): Promise<void>;
  /** Makes the sessions of a user look as if they were made, and last used, an hour ago. */
  sessionsUnused(userId: string): Promise<void>;
  suspend(organizationId: string): Promise<void>;
  setRole(userId: string, role: TenantRole): Promise<void>;
  removeMember(userId: string): Promise<void>;
  addMember(userId: string, organizationId: string, role: TenantRole): Promise<void>;
  /** Simulates a sign-up whose process died before it created the tenant, or before the organization too. */
  cutOffSignUp(input: SignUpInput, lost: 'tenant' | 'organization'): Promise<void>;
  signUp(options?: { scopes?: readonly Permission[] }): Promise<SignedUp>;
};

/**
 * Starts the whole API on a free port with the real sign-in, keys and sessions.
 * @param options.on another installation; default: the test run's shared database
 */
export async function identityServer(
  t: ExecutionContext,
  options: {
    processes?: Processes;
    max?: number;
    patienceMs?: number;
    folder?: string;
    on?: Installation;
    /** As behind a proxy that ends https. */
    publicUrl?: string;
  } = {},
): Promise<IdentityServer> {
  // One trusted proxy, so that each organisation of a test can use its own client address.
  const { on } = options;
  const config: Config = {
    ...loadConfig(),
    TRUSTED_PROXIES: 1,
    ...(options.publicUrl && { publicUrl: options.publicUrl }),
    ...(on && { DATABASE_URL: on.databaseUrl, masterKey: on.masterKey, rootKey: on.masterKey }),
  };
  const services = on ? on.services(options.processes) : await testServices(t, options);
  // Statements that only the database's operator can run.
  const byHand = async (statement: string, id: string): Promise<void> => {
    await asOwner({ databaseUrl: config.DATABASE_URL }, statement, [id]);
  };
  const temporal = createTemporal({
    address: config.TEMPORAL_ADDRESS,
    namespace: config.TEMPORAL_NAMESPACE,
    masterKey: config.masterKey,
  });
  const { app, identity, close } = createApi(
    config,
    { services, temporal, storagePing: async () => undefined, close: async () => undefined },
    { version: 'test', logger: createLogger('test', process.env['LOG_LEVEL'] ?? 'silent') },
  );
  t.teardown(async () => {
    await close();
    await temporal.close();
  });
  const server = httpServer(app.callback());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${address.port}`;
  const call: Call = (method, path, body, headers) => request(url, method, path, body, headers);
  return {
    url,
    services,
    identity,
    call,
    expireKey: (id) =>
      byHand(`update auth.apikey set "expiresAt" = now() - interval '1 second' where id = $1`, id),
    sessionsUnused: (id) =>
      byHand(
        `update auth.session set "createdAt" = now() - interval '1 hour', "updatedAt" = now() - interval '1 hour' where "userId" = $1`,
        id,
      ),
    async suspend(id) {
      await byHand(`update tenants set status = 'suspended' where tenant_id = $1`, id);
      // Keys in use are cached for a second (api/identity/known-keys.ts).
      await sleep(1_100);
    },
    setRole: (id, role) =>
      byHand(`update auth.member set role = '${role}' where "userId" = $1`, id),
    removeMember: (id) => byHand(`delete from auth.member where "userId" = $1`, id),
    addMember: (userId, organizationId, role) =>
      asOwner(
        { databaseUrl: config.DATABASE_URL },
        `insert into auth.member ("organizationId", "userId", role, "createdAt") values ($1, $2, $3, now())`,
        [organizationId, userId, role],
      ).then(() => undefined),
    async cutOffSignUp(input, lost) {
      const dying = createIdentity({
        databaseUrl: config.DATABASE_URL,
        masterKey: config.masterKey,
        publicUrl: config.publicUrl,
        services: { ...services, db: { ...services.db, withTenant: died } },
        max: 1,
        patienceMs: config.PATIENCE_MS,
      });
      const visitor = { headers: new Headers(), ip: randomAddress() };
      await dying.signUp(input, visitor).catch(() => undefined);
      await dying.close();
      if (lost === 'tenant') return;
      await byHand(
        `delete from auth.organization where id in (
           select m."organizationId" from auth.member m join auth."user" u on u.id = m."userId"
           where u.email = $1)`,
        input.email,
      );
    },
    async signUp({ scopes = PERMISSIONS } = {}) {
      const email = `owner-${newId()}@example.com`;
      const password = 'a long enough password';
      const made = await call(
        'POST',
        '/auth/sign-up',
        { email, password, name: 'Test Owner', organization_name: 'Test Organization' },
        { 'x-forwarded-for': randomAddress() },
      );
      if (made.status !== 201) throw new Error(`sign-up: ${JSON.stringify(made.body)}`);
      const cookie = cookieOf(made.headers);
      const key = await call(
        'POST',
        '/api-keys',
        { name: 'test', scopes },
        { cookie, origin: url },
      );
      if (key.status !== 201) throw new Error(`api key: ${JSON.stringify(key.body)}`);
      return {
        email,
        password,
        cookie,
        userId: made.body.user.id,
        organization: made.body.organization,
        key: key.body.key,
        keyId: key.body.id,
        call: (method, path, body, headers) =>
          call(method, path, body, { authorization: `Bearer ${key.body.key}`, ...headers }),
      };
    },
  };
}

const died = (): Promise<never> => Promise.reject(new Error('the process died here'));

/** Converts Set-Cookie headers to the `name=value` pairs that a browser sends back. */
export const cookieOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .join('; ');

/** Returns an address in a network (/64) that no other test uses, so that limits by address do not interfere. */
export const randomAddress = (): string =>
  `2001:db8:${randomBytes(2).toString('hex')}:${randomBytes(2).toString('hex')}::1`;

import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import type { Router } from '@koa/router';
import type { Context as KoaContext } from 'koa';
import { createApp } from '#api/app.ts';
import { httpServer } from '#api/http-server.ts';
import { createIdentity } from '#api/identity/create.ts';
import type { Context, MailSettings, Services } from '#domain/context.ts';
import { createSendTogether } from '#domain/messaging/send-together.ts';
import type { Permission } from '#domain/permissions.ts';
import type { Processes } from '#domain/processes.ts';
import { loadConfig } from '#lib/config.ts';
import { AppError } from '#lib/errors.ts';
import { createLogger } from '#lib/logger.ts';
import { testContext, testServices } from './services.ts';

export type Answer = { status: number; body: any; headers: Headers }; // oxlint-disable-line typescript/no-explicit-any -- what came over the wire, checked by assertions
export type TestTenant = {
  context: Context;
  token: string;
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
};
export type TestApi = {
  url: string;
  services: Services;
  /** Creates a tenant and a credential with these permissions (all by default). */
  tenant(permissions?: readonly Permission[]): Promise<TestTenant>;
  /** Creates another credential of a tenant. */
  as(tenant: TestTenant, permissions: readonly Permission[]): TestTenant;
};

/** Starts the real Koa app on a free port. Credentials are created here; test/api/identity tests the real ones. */
export async function testApi(
  t: ExecutionContext,
  options: {
    processes?: Processes;
    max?: number;
    patienceMs?: number;
    clock?: () => Date;
    routers?: (s: Services) => Router[];
    trustedProxies?: number;
    mail?: MailSettings;
  } = {},
): Promise<TestApi> {
  const plain = await testServices(t, options);
  const config = loadConfig();
  const identity = createIdentity({
    databaseUrl: config.DATABASE_URL,
    masterKey: config.masterKey,
    publicUrl: config.publicUrl,
    services: plain,
    max: 2,
    patienceMs: config.PATIENCE_MS,
  });
  t.teardown(() => identity.close());
  const services = { ...plain, identity, sendTogether: createSendTogether(plain) };
  const known = new Map<string, Context>();
  const app = createApp({
    services,
    authenticate: async (http: KoaContext) => {
      const found = known.get(http.get('authorization').replace(/^Bearer /, ''));
      if (!found) throw new AppError('unauthenticated', 'Sign in, or send an API key');
      return { ...found, requestId: String(http.state['requestId']) };
    },
    logger: createLogger('test', 'silent'),
    version: 'test',
    trustedProxies: options.trustedProxies ?? 0,
    probes: { database: () => services.db.ping() },
    routers: options.routers?.(services) ?? [],
    paths: [],
  });
  const server = httpServer(app.callback());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${address.port}`;
  const credential = (context: Context, permissions?: readonly Permission[]): TestTenant => {
    const token = randomBytes(16).toString('hex');
    known.set(token, permissions ? { ...context, permissions: new Set(permissions) } : context);
    return {
      context,
      token,
      async call(method, path, body, headers = {}) {
        const response = await fetch(`${url}/api/v1${path}`, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        return {
          status: response.status,
          body: text.startsWith('{') ? JSON.parse(text) : text,
          headers: response.headers,
        };
      },
    };
  };
  return {
    url,
    services,
    tenant: async (permissions) => credential(await testContext(services), permissions),
    as: (tenant, permissions) => credential(tenant.context, permissions),
  };
}

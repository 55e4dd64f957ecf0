import { defaultKeyHasher } from '@better-auth/api-key';
import type { Context as KoaContext } from 'koa';
import type { Actor, Context } from '#domain/context.ts';
import { ROLE_PERMISSIONS, ROLES, type Permission } from '#domain/identity/permissions.ts';
import { getTenant } from '#domain/tenancy/provision.ts';
import { AppError } from '#lib/errors.ts';
import { tenantId, type TenantId } from '#lib/ids.ts';
import type { IdentityDeps } from './deps.ts';
import { KEY_PREFIX } from './auth.ts';
import { memberOf } from './organization.ts';
import { reached } from './reached.ts';
import { requireSameOrigin } from './same-origin.ts';
import { fromStatements } from './scopes.ts';

type Credential = { tenantId: TenantId; actor: Actor; permissions: readonly Permission[] };

/**
 * Who calls, by API key or by session cookie.
 * @throws AppError unauthenticated (with WWW-Authenticate), forbidden (suspended organisation, a cookie
 *   from a foreign page)
 */
export async function authenticate(
  deps: IdentityDeps,
  http: KoaContext,
  alsoFrom?: string,
): Promise<Context> {
  const header = http.get('authorization');
  const credential = header
    ? await byKey(deps, http, header)
    : await bySession(deps, http, alsoFrom);
  const tenant = await getTenant(deps.services, credential);
  if (tenant.status === 'suspended') {
    throw new AppError('forbidden', 'This organization is suspended');
  }
  const userAgent = http.get('user-agent');
  return {
    tenantId: credential.tenantId,
    actor: credential.actor,
    permissions: new Set(credential.permissions),
    requestId: String(http.state['requestId']),
    client: { ip: http.ip, ...(userAgent ? { userAgent } : {}) },
  };
}

type StoredKey = {
  id: string;
  referenceId: string;
  permissions: string | null;
  live: boolean;
  stale: boolean;
};

/*
 * The plugin's own verifyApiKey writes the key's row twice for each request, one row that all requests
 * of a client share. This reads it once and notes the use at most once a minute.
 */
async function byKey(deps: IdentityDeps, http: KoaContext, header: string): Promise<Credential> {
  const [, key = ''] = /^Bearer +(\S+)$/i.exec(header) ?? [];
  const found: StoredKey | undefined = key.startsWith(KEY_PREFIX)
    ? await deps
        .sql('apikey')
        .where({ key: await defaultKeyHasher(key) })
        .first(
          'id',
          'referenceId',
          'permissions',
          deps.sql.raw(`enabled and ("expiresAt" is null or "expiresAt" > now()) as live`),
          deps.sql.raw(
            `("lastRequest" is null or "lastRequest" < now() - interval '1 minute') as stale`,
          ),
        )
    : undefined;
  if (!found?.live) throw unauthenticated(http, 'This API key is not valid, or no longer');
  if (found.stale) {
    await deps.sql('apikey').where({ id: found.id }).update({ lastRequest: deps.sql.fn.now() });
  }
  return {
    tenantId: tenantId(found.referenceId),
    actor: { type: 'api_key', id: found.id },
    permissions: fromStatements(found.permissions),
  };
}

async function bySession(
  deps: IdentityDeps,
  http: KoaContext,
  alsoFrom: string | undefined,
): Promise<Credential> {
  const cookie = http.get('cookie');
  if (!cookie) throw unauthenticated(http, 'Sign in, or send an API key');
  const { headers, response: signedIn } = await reached(deps, () =>
    deps.auth.api.getSession({ headers: new Headers({ cookie }), returnHeaders: true }),
  );
  // A session in use is prolonged once a day, a dead one's cookie is cleared.
  for (const line of headers.getSetCookie()) http.append('Set-Cookie', line);
  if (!signedIn) throw unauthenticated(http, 'Sign in, or send an API key');
  requireSameOrigin(http, deps.publicUrl, alsoFrom);
  const member = await memberOf(
    deps,
    signedIn.user.id,
    signedIn.session.activeOrganizationId ?? null,
  );
  const role = ROLES.find((known) => known === member?.role);
  if (!member || !role) throw new AppError('forbidden', 'You are not in any organization');
  return {
    tenantId: member.organization.id,
    actor: { type: 'user', id: signedIn.user.id },
    permissions: ROLE_PERMISSIONS[role],
  };
}

function unauthenticated(http: KoaContext, message: string): AppError {
  http.set('WWW-Authenticate', 'Bearer realm="Assent"');
  return new AppError('unauthenticated', message);
}

import type { Context as KoaContext } from 'koa';
import type { Context } from '#domain/context.ts';
import { keyScopes, rightsOfRole } from '#domain/identity/rights.ts';
import { getTenant } from '#domain/tenancy/read.ts';
import { AppError } from '#lib/errors.ts';
import { tenantId } from '#lib/ids.ts';
import type { Credential } from './credential.ts';
import type { IdentityDeps } from './deps.ts';
import { KEY_PREFIX, keyHash } from './key-text.ts';
import { reached } from './reached.ts';
import { rightsNow } from './rights-now.ts';
import { noteUse } from './sessions.ts';
import { requireSameOrigin } from './same-origin.ts';
import { deactivated, workingIn } from './working-in.ts';

/**
 * Identifies the caller by API key or by session cookie.
 * @throws {AppError} unauthenticated (with WWW-Authenticate), forbidden (suspended organisation, or a cookie from a
 *   foreign page), unavailable (an older database was restored, and permissions are not up to date yet)
 */
export async function authenticate(
  deps: IdentityDeps,
  http: KoaContext,
  alsoFrom?: string,
): Promise<Context> {
  const header = http.get('authorization');
  const look = (): Promise<Credential> =>
    header ? byKey(deps, http, header) : bySession(deps, http, alsoFrom);
  let credential = await look();
  if (await deps.gate.pass(credential.tenantId)) {
    deps.knownKeys.forget();
    credential = await look();
  }
  const userAgent = http.get('user-agent');
  const requestId = String(http.state['requestId']);
  return {
    tenantId: credential.tenantId,
    actor: credential.actor,
    permissions: credential.permissions,
    requestId,
    rightsNow: () => rightsNow(deps, credential, requestId),
    ...(credential.sessionId === undefined ? {} : { sessionId: credential.sessionId }),
    client: { ip: http.ip, ...(userAgent ? { userAgent } : {}) },
  };
}

/** @throws {AppError} forbidden when the organisation is suspended */
async function active(deps: IdentityDeps, credential: Credential): Promise<Credential> {
  const tenant = await getTenant(deps.services, credential);
  if (tenant.status === 'suspended') {
    throw new AppError('forbidden', 'This organization is suspended');
  }
  return credential;
}

type StoredKey = {
  id: string;
  ends_in: number | null;
  referenceId: string;
  permissions: string;
  memberUserId: string | null;
  role: string | null;
  /** Null: of the organisation, or of nobody any more. */
  active: boolean | null;
  live: boolean;
  stale: boolean;
};

async function byKey(deps: IdentityDeps, http: KoaContext, header: string): Promise<Credential> {
  const [, key = ''] = /^Bearer +(\S+)$/i.exec(header) ?? [];
  const credential = key.startsWith(KEY_PREFIX)
    ? await deps.knownKeys.credential(key, async () => {
        const found = await stored(deps, key);
        return found && active(deps, found);
      })
    : null;
  if (!credential) throw unauthenticated(http, 'This API key is not valid, or no longer valid');
  return credential;
}

/**
 * Looks a key up in one statement. The key's own row is written at most once a minute, because all calls of a client
 * share it.
 */
async function stored({ sql }: IdentityDeps, key: string): Promise<Credential | null> {
  const found: StoredKey | undefined = await sql('apikey as k')
    .joinRaw(
      `left join member m on m."userId" = k."memberUserId" and m."organizationId"::text = k."referenceId"`,
    )
    .where('k.key', keyHash(key))
    .first(
      'k.id',
      'k.referenceId',
      'k.permissions',
      sql.raw(`extract(epoch from k."expiresAt" - now())::float8 * 1000 as ends_in`),
      'k.memberUserId',
      'm.role',
      'm.active',
      sql.raw(
        `k.enabled and (k."expiresAt" is null or k."expiresAt" > now())
           and (k."memberUserId" is null or m.id is not null) as live`,
      ),
      sql.raw(
        `(k."lastRequest" is null or k."lastRequest" < now() - interval '1 minute') as stale`,
      ),
    );
  if (!found?.live) return null;
  if (found.active === false) throw deactivated();
  if (found.stale)
    await sql('apikey').where({ id: found.id }).update({ lastRequest: sql.fn.now() });
  return {
    tenantId: tenantId(found.referenceId),
    actor: { type: 'api_key', id: found.id },
    permissions: new Set(keyScopes(found).may),
    endsIn: found.ends_in,
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
  // A session in use is prolonged once a day; the cookie of an ended session is cleared.
  for (const line of headers.getSetCookie()) http.append('Set-Cookie', line);
  if (!signedIn) throw unauthenticated(http, 'Sign in, or send an API key');
  requireSameOrigin(http, deps.publicUrl, alsoFrom);
  const member = await workingIn(deps, http.method, signedIn);
  const rights = rightsOfRole(member.role);
  if (!rights.length) throw new AppError('forbidden', 'Your role lets you do nothing here');
  await noteUse(deps, signedIn.session, member.organization.id);
  return active(deps, {
    sessionId: signedIn.session.id,
    tenantId: member.organization.id,
    actor: { type: 'user', id: signedIn.user.id },
    permissions: new Set(rights),
    endsIn: null,
  });
}

function unauthenticated(http: KoaContext, message: string): AppError {
  http.set('WWW-Authenticate', 'Bearer realm="Assent"');
  return new AppError('unauthenticated', message);
}

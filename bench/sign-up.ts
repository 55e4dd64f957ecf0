import { randomBytes } from 'node:crypto';
import { createIdentity } from '#api/identity/create.ts';
import type { Permission } from '#domain/permissions.ts';
import { tenantId, type TenantId } from '#lib/ids.ts';
import type { Bench } from './stack.ts';

/** Creates an organisation with API keys, as a client has them. */
export async function signUp(
  { config, runtime }: Bench,
  scopes: Permission[],
  count = 1,
): Promise<{ id: TenantId; keys: string[] }> {
  const identity = createIdentity({
    databaseUrl: config.DATABASE_URL,
    masterKey: config.masterKey,
    publicUrl: config.publicUrl,
    services: runtime.services,
    max: 2,
    patienceMs: config.PATIENCE_MS,
  });
  const password = randomBytes(12).toString('base64url');
  const { view } = await identity.signUp(
    { email: 'owner@bench.example', password, name: 'Owner', organization_name: 'Bench' },
    { headers: new Headers(), ip: '127.0.0.1' },
  );
  if (!view.organization) throw new Error('a sign-up makes an organization');
  const id = tenantId(view.organization.id);
  const keys = Array.from({ length: count }, () => `ask_${randomBytes(24).toString('base64url')}`);
  for (const [i, key] of keys.entries()) await identity.ensureApiKey(id, key, `Bench ${i}`, scopes);
  await identity.close();
  return { id, keys };
}

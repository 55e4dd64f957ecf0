import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createIdentity } from '#api/identity/create.ts';
import { systemContext, type Services } from '#domain/context.ts';
import { PERMISSIONS } from '#domain/permissions.ts';
import { changeSettings } from '#domain/verification/change-settings.ts';
import { getQuietHours } from '#domain/message-rules/read.ts';
import { putQuietHours } from '#domain/message-rules/update.ts';
import type { Config } from '#lib/config.ts';
import { AppError } from '#lib/errors.ts';
import { tenantId, type TenantId } from '#lib/ids.ts';
import type { Runtime } from '#runtime/services.ts';

const demoFile = z.object({
  email: z.string(),
  password: z.string(),
  apiKey: z.string(),
  organizationId: z.string(),
});
const DEMO_COUNTRIES = ['US', 'CA', 'KW', 'DE', 'FR', 'UA', 'IN', 'CN', 'KR', 'GB'] as const;
export type Demo = z.infer<typeof demoFile>;

/**
 * Creates the demo organisation with its owner and an API key, once; later starts find them in `demo.json`.
 * @returns the sign-in, and whether it was created just now
 */
export async function seed(config: Config, runtime: Runtime): Promise<Demo & { fresh: boolean }> {
  const file = join(config.ASSENT_DATA_DIR, 'demo.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  const known = text === null ? null : demoFile.parse(JSON.parse(text));
  const identity = createIdentity({
    databaseUrl: config.DATABASE_URL,
    masterKey: config.masterKey,
    rootKey: config.rootKey,
    publicUrl: config.publicUrl,
    services: runtime.services,
    max: 2,
    patienceMs: config.PATIENCE_MS,
  });
  try {
    const sign = {
      email: known?.email ?? 'owner@demo.assent.example',
      password: known?.password ?? randomBytes(9).toString('base64url'),
    };
    const visitor = { headers: new Headers(), ip: '127.0.0.1' };
    const { view } = await identity
      .signUp({ ...sign, name: 'Demo Owner', organization_name: 'Demo Organization' }, visitor)
      .catch((error: unknown) => {
        if (error instanceof AppError && error.kind === 'conflict')
          return identity.login(sign, visitor);
        throw error;
      });
    const apiKey =
      config.ASSENT_API_KEY ?? known?.apiKey ?? `ask_${randomBytes(24).toString('base64url')}`;
    // The demo owner may have set up an authenticator app, or have left.
    const organizationId = 'organization' in view ? view.organization?.id : known?.organizationId;
    if (!organizationId)
      throw new Error('the demo owner cannot sign in to an organization any more');
    await identity.ensureApiKey(tenantId(organizationId), apiKey, 'Demo key', PERMISSIONS);
    if (!known) await turnOffQuietHours(runtime.services, tenantId(organizationId));
    const demo: Demo = { ...sign, apiKey, organizationId };
    if (known === null) {
      // The example people come from these countries; a new organisation begins with only its own.
      const ctx = systemContext(tenantId(organizationId), 'seed');
      await changeSettings(runtime.services, ctx, { countries: [...DEMO_COUNTRIES] });
    }
    await writeFile(file, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
    return { ...demo, fresh: known === null };
  } finally {
    await identity.close();
  }
}

/** Turns quiet hours off in the demo organisation, so that a text arrives at any hour somebody tries Assent. */
async function turnOffQuietHours(services: Services, id: TenantId): Promise<void> {
  const ctx = systemContext(id, 'demo');
  const { version, ...rules } = await getQuietHours(services, ctx);
  await putQuietHours(services, ctx, { ...rules, enabled: false }, version);
}

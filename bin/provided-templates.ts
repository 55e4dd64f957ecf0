import { allTenants } from '#domain/tenancy/all-tenants.ts';
import { seedTemplates } from '#domain/templates/seed.ts';
import { ConfigError } from '#lib/config.ts';
import { createRuntime } from '#runtime/services.ts';
import { onInstallation } from './services/installation.ts';

/*
 * npm run provided-templates: gives every organisation the provided texts of this release, as new versions where they
 * changed. Organisations' own templates and chosen defaults do not change. Safe to repeat.
 */
try {
  await onInstallation(async (config) => {
    const { services, close } = createRuntime(config, 'provided-templates', 2);
    try {
      const tenants = await allTenants(services);
      for (const tenantId of tenants) {
        await services.db.withTenant({ tenantId }, (trx) => seedTemplates(trx, tenantId));
      }
      console.log(`Provided templates are up to date in ${tenants.length} organizations.`);
    } finally {
      await close();
    }
  });
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}

import pMap from 'p-map';
import type { Services } from '../context.ts';
import { allTenants } from '../tenancy/all-tenants.ts';
import { secondOfDay } from './next-run.ts';

/** Organisations checked in parallel. */
const AT_ONCE = 10;

/** Tenants this process has checked: an existing schedule stays. */
const seen = new Set<string>();

/** Makes sure that every organisation has its daily run. Workers call it at start and now and then. */
export async function ensureDaily(services: Pick<Services, 'db' | 'processes'>): Promise<void> {
  const news = (await allTenants(services)).filter((tenant) => !seen.has(tenant));
  await pMap(
    news,
    async (tenant) => {
      await services.processes.everyDay(tenant, secondOfDay(tenant));
      seen.add(tenant);
    },
    { concurrency: AT_ONCE },
  );
}

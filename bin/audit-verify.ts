import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { verifyAudit } from '#domain/audit/verify-audit.ts';
import { systemContext } from '#domain/context.ts';
import { allTenants } from '#domain/tenancy/all-tenants.ts';
import { ConfigError, loadConfig } from '#lib/config.ts';
import { createRuntime } from '#runtime/services.ts';
import { runningPostgres } from './services/postgres.ts';

/*
 * Checks the audit log of every organisation against its seals, in the database and outside it.
 *   npm run audit-verify             the running npm start, or what DATABASE_URL and ASSENT_MASTER_KEY name
 * Ends with 1 when anything is not as it was sealed, and names the first bad row.
 */
async function environment(): Promise<Record<string, string | undefined>> {
  if (process.env['DATABASE_URL']) return process.env;
  const dir = resolve(process.env['ASSENT_DATA_DIR'] ?? '.data');
  const url = await runningPostgres(dir);
  if (!url) throw new ConfigError(`Nothing runs on ${dir}: start it, or set DATABASE_URL`);
  const key = await readFile(join(dir, 'master.key'), 'utf8').catch(() => '');
  return { ASSENT_MASTER_KEY: key.trim(), ...process.env, DATABASE_URL: url };
}

try {
  const runtime = createRuntime(loadConfig(await environment()), 'audit-verify', 2);
  try {
    for (const tenant of await allTenants(runtime.services)) {
      const found = await verifyAudit(runtime.services, systemContext(tenant, 'audit-verify'));
      const { first_bad: bad } = found;
      const counts = `${found.entries} rows under ${found.seals} seals, ${found.published} of them published, ${found.removed} rows removed by right, ${found.unsealed} not sealed yet`;
      console.log(`${bad ? '✘' : '✔'} ${tenant}  ${counts}`);
      if (!bad) continue;
      process.exitCode = 1;
      console.log(`    ${bad.kind}: ${bad.message}${bad.entry_id ? ` (${bad.entry_id})` : ''}`);
    }
  } finally {
    await runtime.close();
  }
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}

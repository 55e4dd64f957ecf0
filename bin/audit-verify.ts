import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { verifyAudit } from '#domain/audit-log/verify-audit.ts';
import { systemContext } from '#domain/context.ts';
import { allTenants } from '#domain/tenancy/all-tenants.ts';
import { ConfigError, loadConfig } from '#lib/config.ts';
import { createRuntime } from '#runtime/services.ts';
import { argumentsOf, checking, Unchecked } from './check/arguments.ts';
import { runningPostgres } from './services/postgres.ts';

const HELP = `npm run audit-verify -- [organization]

Checks the audit log of every organization, or of one by its id, against its seals, in the database and outside it:
of the running npm start, or of what DATABASE_URL and ASSENT_MASTER_KEY name.
Ends with 0 when all is as it was sealed, 1 when anything is not and names the first bad row, 2 when nothing could be
checked.`;

async function environment(): Promise<Record<string, string | undefined>> {
  if (process.env['DATABASE_URL']) return process.env;
  const dir = resolve(process.env['ASSENT_DATA_DIR'] ?? '.data');
  const url = await runningPostgres(dir);
  if (!url) throw new ConfigError(`Nothing runs on ${dir}: start it, or set DATABASE_URL`);
  const key = await readFile(join(dir, 'master.key'), 'utf8').catch(() => '');
  return { ASSENT_MASTER_KEY: key.trim(), ...process.env, DATABASE_URL: url };
}

await checking(async () => {
  const [only] = argumentsOf(HELP);
  const runtime = createRuntime(loadConfig(await environment()), 'audit-verify', 2);
  try {
    const all = await allTenants(runtime.services);
    const asked = only === undefined ? all : all.filter((tenant) => tenant === only);
    if (!asked.length && only !== undefined)
      throw new Unchecked(`There is no organization ${only}`);
    if (!asked.length) console.log('There is no organization yet');
    let good = true;
    for (const tenant of asked) {
      const found = await verifyAudit(runtime.services, systemContext(tenant, 'audit-verify'));
      const { first_bad: bad } = found;
      const counts = `${found.entries} rows under ${found.seals} seals, ${found.published} of them published, ${found.removed} rows removed by right, ${found.unsealed} not sealed yet`;
      console.log(`${bad ? '✘' : '✔'} ${tenant}  ${counts}`);
      if (!bad) continue;
      good = false;
      console.log(`    ${bad.kind}: ${bad.message}${bad.entry_id ? ` (${bad.entry_id})` : ''}`);
    }
    return good;
  } finally {
    await runtime.close();
  }
});

import type { ExecutionContext } from 'ava';
import pg from 'pg';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import type { Context, Services } from '#domain/context.ts';
import { roleUrl } from '#lib/db.ts';
import { makeAudience } from '../../bench/audience.ts';
import { takeBackup, type Taken } from '../../bin/backup/take.ts';
import { grantConsent, stopConsent, type Person } from './consent.ts';
import { installation, temporaryFolder, type Installation } from './installations.ts';
import { hostedDatabase } from './own-database.ts';
import { testContext } from './services.ts';

export const ann: Person = { channel: 'email', address: 'ann@example.com', purpose: 'marketing' };
const ben: Person = { channel: 'sms', address: '+12125550123', purpose: 'service' };

export type Lived = { from: Installation; services: Services; ctx: Context; contactId: string };

/** Creates two organisations with people in them, on a database whose owner is not a superuser. */
export async function lived(t: ExecutionContext): Promise<Lived> {
  const from = await installation(t, await hostedDatabase(t));
  const services = from.services();
  const other = await testContext(services);
  await makeAudience(services, other, 300);
  const ctx = await testContext(services);
  const { contactId } = await grantConsent(services, ctx, ann);
  await grantConsent(services, ctx, ben);
  await stopConsent(services, ctx, ben);
  await sealAudit(services, ctx);
  await publishSeals(services, ctx);
  await services.files.write(`${ctx.tenantId}/imports/x`, content('sealed before'));
  return { from, services, ctx, contactId };
}

/** Takes a backup of an installation. */
export const take = async (t: ExecutionContext, from: Installation, to?: string): Promise<Taken> =>
  takeBackup({
    databaseUrl: from.databaseUrl,
    masterKey: from.masterKey,
    to: to ?? (await temporaryFolder(t)),
    stores: from,
    dataDir: from.dataDir,
  });

async function* content(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** Queries as the backup role, which sees every tenant's rows. */
export async function everyRole<Row extends object>(
  { databaseUrl, masterKey }: Installation,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(roleUrl(databaseUrl, masterKey, 'backup'));
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Returns every table with a hash of all its rows. */
export async function everyRow(
  of: Installation,
  but: string[] = [],
): Promise<Record<string, string>> {
  const tables = await everyRole<{ name: string }>(
    of,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('public', 'auth', 'limits') order by 1`,
  );
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    if (but.includes(name.replace('public.', ''))) continue;
    const [row] = await everyRole<{ hash: string }>(
      of,
      `select count(*) || ' ' || md5(coalesce(string_agg(x::text, ',' order by x::text), '')) as hash from ${name} x`,
    );
    found[name] = row?.hash ?? '';
  }
  if (but.includes('backups')) found['public.backups'] = `0 ${'d41d8cd98f00b204e9800998ecf8427e'}`;
  return Object.fromEntries(Object.entries(found).sort());
}

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { verifyAudit } from '#domain/audit-log/verify-audit.ts';
import { getContact } from '#domain/contacts/read.ts';
import type { Context } from '#domain/context.ts';
import { lastBackup } from '#domain/recovery/last-backup.ts';
import { restoreBackup } from '../../../bin/backup/restore.ts';
import { ann, everyRole, everyRow, lived, take } from '../../_support/backups.ts';
import { grantConsent } from '../../_support/consent.ts';
import { asOwner, installation, type Installation } from '../../_support/installations.ts';
import { hostedDatabase, ownDatabase } from '../../_support/own-database.ts';

test('everything is back as it was, on a database whose owner is no superuser', async (t) => {
  const { from, services: source, ctx, contactId } = await lived(t);
  t.deepEqual(await lastBackup(source, ctx), { taken_at: null, bytes: null, late: true });
  await writeFile(join(from.dataDir, 'demo.json'), '{"password":"hush"}');
  const { folder, manifest } = await take(t, from);
  const last = await lastBackup(source, ctx);
  t.is(last.taken_at?.toISOString(), manifest.taken_at);
  t.false(last.late);
  t.true(manifest.tables.length > 50);
  t.is(manifest.tables.find((table) => table.name === 'contacts')?.rows, 302);

  const to = await installation(t, await hostedDatabase(t), { like: from, empty: true });
  await restoreBackup({ ...to, folder, stores: to });
  t.deepEqual(await everyRow(to), await everyRow(from, ['backups']));
  t.deepEqual(await shape(to), await shape(from));
  t.is(await readFile(join(to.dataDir, 'demo.json'), 'utf8'), '{"password":"hush"}');
  t.is(
    await readFile(join(to.dataDir, 'files', ctx.tenantId, 'imports', 'x'), 'utf8'),
    'sealed before',
  );

  // It works: encrypted values can be decrypted, numbers continue, triggers count once, the log verifies.
  const services = to.services();
  t.is((await getContact(services, ctx, contactId, true)).email, ann.address);
  const before = await tally(to, ctx);
  await grantConsent(services, ctx, { ...ann, address: 'carl@example.com' });
  t.is(await tally(to, ctx), before + 1);
  await sealAudit(services, ctx);
  await publishSeals(services, ctx);
  const verdict = await verifyAudit(services, ctx);
  t.is(verdict.first_bad, null);
  t.is(verdict.removed, 0);
});

test('it is of one moment, although everything goes on meanwhile', async (t) => {
  const { from, services, ctx } = await lived(t);
  const done = new AbortController();
  const writer = (async () => {
    for (let i = 0; !done.signal.aborted; i++) {
      await grantConsent(services, ctx, { ...ann, address: `w${i}@example.com` });
    }
  })();
  const { folder } = await take(t, from);
  done.abort();
  await writer;
  const to = await installation(t, await ownDatabase(t), { like: from, empty: true });
  await restoreBackup({ ...to, folder, stores: to });
  // Each grant made a contact, a consent, an event and an audit row together: there is none without the others.
  const [counts] = await everyRole<{ loose: number; people: number }>(
    to,
    `select (select count(*) from consents c where state = 'granted' and not exists (select from audit_log a
        where a.tenant_id = c.tenant_id and a.entity_id = c.id::text) and tenant_id = $1)::int as loose,
      (select count(*) from contacts where tenant_id = $1)::int as people`,
    [ctx.tenantId],
  );
  t.is(counts?.loose, 0);
  t.true((counts?.people ?? 0) >= 2);
});

/** Constraints, triggers, policies and row security, as text. */
const shape = (of: Installation): Promise<object[]> =>
  asOwner(
    of,
    `select * from (
       select conrelid::regclass::text as of, conname::text as name, pg_get_constraintdef(oid) || convalidated as text from pg_constraint
         where contype in ('f', 'c', 'p', 'u')
       union all select tgrelid::regclass::text, tgname, tgenabled::text || pg_get_triggerdef(oid) from pg_trigger
         where not tgisinternal
       union all select polrelid::regclass::text, polname, pg_get_expr(polqual, polrelid) from pg_policy
       union all select oid::regclass::text, 'rls', relrowsecurity || ' ' || relforcerowsecurity from pg_class
         where relkind = 'r' and relnamespace = 'public'::regnamespace
     ) x order by 1, 2, 3`,
  );

async function tally(of: Installation, ctx: Context): Promise<number> {
  const [row] = await everyRole<{ n: number }>(
    of,
    `select coalesce(sum(n), 0)::int as n from (select tenant_id, kind, n from tallies
       union all select tenant_id, kind, n from tally_changes) x where tenant_id = $1 and kind = 'contact'`,
    [ctx.tenantId],
  );
  return row?.n ?? 0;
}

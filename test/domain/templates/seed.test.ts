import test from 'ava';
import { createKeyring } from '#domain/keyring/keyring.ts';
import { provisionTenant } from '#domain/organizations/provision.ts';
import { seedTemplates } from '#domain/templates/seed.ts';
import { loadConfig } from '#lib/config.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { testDatabase } from '../../_support/database.ts';
import { noProcesses } from '../../_support/services.ts';

test('every organisation starts with the provided templates, once, one default for each use', async (t) => {
  const db = testDatabase(t);
  const keyring = createKeyring(db, loadConfig().masterKey);
  const scope = { tenantId: tenantId(newId()) };
  await provisionTenant(
    { db, keyring, processes: noProcesses },
    { ...scope, name: 'T', slug: `t-${scope.tenantId}` },
  );
  await db.withTenant(scope, (trx) => seedTemplates(trx, scope.tenantId));
  const rows = await db.withTenant(scope, (trx) => trx('templates').select('*'));
  t.is(rows.length, 12);
  t.is(rows.filter((row) => row.is_default).length, 12);
  t.true(rows.every((row) => row.version === 1));
  const versions = await db.withTenant(scope, (trx) => trx('template_versions').select('id'));
  t.is(versions.length, 24, 'each in English and in Arabic');
});

test('a provided text that changed becomes a new version; the old one stays readable', async (t) => {
  const db = testDatabase(t);
  const keyring = createKeyring(db, loadConfig().masterKey);
  const scope = { tenantId: tenantId(newId()) };
  await provisionTenant(
    { db, keyring, processes: noProcesses },
    { ...scope, name: 'T', slug: `t-${scope.tenantId}` },
  );
  await db.withTenant(scope, async (trx) => {
    const [row] = await trx('templates').where({
      channel: 'sms',
      category: 'invite',
      is_default: true,
    });
    await trx('template_versions').insert({ tenant_id: scope.tenantId, template_id: row.id, version: 2, body: 'older release' }); // prettier-ignore
    await trx('templates').where({ id: row.id }).update({ version: 2 });
    await seedTemplates(trx, scope.tenantId);
    const again = await trx('templates').where({ id: row.id }).first();
    t.is(again.version, 3);
    const versions = await trx('template_versions')
      .where({ template_id: row.id })
      .orderBy('version');
    t.deepEqual(versions.map((v) => v.version).toSorted(), [1, 1, 2, 3, 3]);
    const body = (version: number) =>
      versions.find((v) => v.version === version && v.language === 'en').body;
    t.is(body(3), body(1));
  });
});

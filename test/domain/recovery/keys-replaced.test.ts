import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { getContact } from '#domain/contacts/read.ts';
import type { Context, Services } from '#domain/context.ts';
import { advanceRotation } from '#domain/keys/rotation-steps.ts';
import { listKeys, listRotations } from '#domain/keys/read.ts';
import { startRotation } from '#domain/keys/start-rotation.ts';
import { beginRecovery } from '#domain/recovery/begin-recovery.ts';
import { recover } from '#domain/recovery/recover.ts';
import { resumeAll } from '#domain/workflows/resume.ts';
import { sanctionRecovery } from '#domain/recovery/sanction.ts';
import { readLink, signLink } from '#domain/signed-links/links.ts';
import { newId } from '#lib/ids.ts';
import { restoreBackup } from '../../../bin/backup/restore.ts';
import { take } from '../../_support/backups.ts';
import { grantConsent } from '../../_support/consent.ts';
import { installation, temporaryFolder } from '../../_support/installations.ts';
import { ownDatabase } from '../../_support/own-database.ts';
import { noProcesses, testContext } from '../../_support/services.ts';

const NOW = { aheadMs: 0, settleMs: 0 };

/** Goes on until it is done, or keeps an old version. */
async function advanced(services: Services, ctx: Context, id: string): Promise<string> {
  for (;;) {
    const { done, status, waitMs } = await advanceRotation(services, ctx, id);
    if (done || status === 'keeping') return status;
    await sleep(waitMs);
  }
}

test('a key that was replaced since the backup is replaced again: its old version does not stay for ever', async (t) => {
  const lost = await installation(t, await ownDatabase(t));
  const living = lost.services();
  const ctx = await testContext(living);
  const seal = async (): Promise<void> => {
    await sealAudit(living, ctx);
    await publishSeals(living, ctx);
  };
  const person = { channel: 'email', address: 'ann@example.com', purpose: 'marketing' } as const;
  const { contactId } = await grantConsent(living, ctx, person);
  const target = { tenantId: ctx.tenantId, id: newId() };
  const link = signLink(await living.keyring.keys(ctx), 'unsubscribe', target);
  await seal();
  const to = await temporaryFolder(t);
  const old = await take(t, lost, to);

  const data = await startRotation(living, ctx, { kind: 'data', keep_days: 400 }, NOW);
  t.is(await advanced(living, ctx, data.id), 'completed');
  const signing = await startRotation(living, ctx, { kind: 'signing', keep_days: 30 }, NOW);
  t.is(await advanced(living, ctx, signing.id), 'keeping');
  await seal();
  await take(t, lost, to);

  const restored = await installation(t, await ownDatabase(t), { like: lost, empty: true });
  await restoreBackup({ ...restored, folder: old.folder, stores: restored });
  const started: string[] = [];
  const services = restored.services({
    ...noProcesses,
    start: async (type, workflowId) => {
      if (type === 'key-rotation') started.push(workflowId);
    },
  });
  await beginRecovery(services, ctx, { restored: true });
  await sanctionRecovery(services, ctx);
  t.deepEqual((await listRotations(services, ctx, { limit: 10 })).data, []);
  t.true(await recover(services, ctx));
  await resumeAll(services);

  const rotations = (await listRotations(services, ctx, { limit: 10 })).data;
  const of = (id: string) => rotations.find((one) => one.id === id);
  t.is(rotations.length, 2);
  t.like(of(data.id), { kind: 'data', status: 'announced', from_version: 1, to_version: 2 });
  t.like(of(signing.id), { kind: 'signing', status: 'keeping', from_version: 1, to_version: 2 });
  t.deepEqual(of(signing.id)?.keep_until, signing.keep_until, 'not a day longer');
  t.deepEqual(started.sort(), rotations.map((one) => one.workflow_id).sort());

  t.is(await advanced(services, ctx, data.id), 'completed');
  t.truthy(await readLink(services.keyring, 'unsubscribe', link), 'the way out goes on working');
  await services.db.withTenant(ctx, (trx) =>
    trx('key_rotations').where({ id: signing.id }).update({ keep_until: new Date() }),
  );
  t.is(await advanced(services, ctx, signing.id), 'completed');
  await services.keyring.refresh();
  t.is(await readLink(services.keyring, 'unsubscribe', link), null);
  t.is((await getContact(services, ctx, contactId, true)).email, person.address);
  for (const { kind, versions } of (await listKeys(services, ctx)).keys) {
    if (kind !== 'data' && kind !== 'signing') continue;
    t.deepEqual(
      versions.map((one) => one.state),
      ['in_use', 'destroyed'],
    );
  }
});

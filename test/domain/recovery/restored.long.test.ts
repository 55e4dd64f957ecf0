import test, { type ExecutionContext } from 'ava';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { verifyAudit } from '#domain/audit-log/verify-audit.ts';
import { resumeCampaign, scheduleCampaign, unscheduleCampaign } from '#domain/campaigns/control.ts';
import { createContact } from '#domain/contacts/create.ts';
import type { Services } from '#domain/context.ts';
import { advanceErasure } from '#domain/privacy/erasure/advance.ts';
import { beginRecovery } from '#domain/recovery/begin-recovery.ts';
import { recover, recoverAll } from '#domain/recovery/recover.ts';
import { sanctionRecovery } from '#domain/recovery/sanction.ts';
import { tenantId } from '#lib/ids.ts';
import { restoreBackup } from '../../../bin/backup/restore.ts';
import { migrate } from '../../../bin/migrate.ts';
import { drainTenant } from '../../../activities/messaging/drain-tenant.ts';
import { addressOf } from '../../../bench/audience.ts';
import { campaignProcess, counted } from '../../_support/campaigns.ts';
import { installation } from '../../_support/installations.ts';
import { sendTo } from '../../_support/messages.ts';
import { ownDatabase } from '../../_support/own-database.ts';
import { PEOPLE, ann, ben, eve, late, kim, type Lost, lose } from '../../_support/lost-database.ts';

/** Everything that can send, sends. */
async function sendAll(
  services: Services,
  { ctx, mails, campaign, later, waiting }: Lost,
): Promise<void> {
  const deps = mails.deps(services);
  while ((await drainTenant(deps, tenantId(ctx.tenantId))) > 0);
  for (const one of [campaign, later, ...Object.values(waiting)])
    await campaignProcess(deps, ctx).run(one);
}

/** Campaigns that were stopped, rescheduled or returned to a draft since are not sent by themselves. */
async function nothingGoesOn(
  t: ExecutionContext,
  { ctx, waiting, stopped }: Lost,
  services: Services,
): Promise<void> {
  const read = (table: string, id: string): Promise<{ status: string; failure?: string }> =>
    services.db.withTenant(ctx, (trx) => trx(table).where({ id }).first());
  for (const one of [waiting.paused, waiting.takenBack, waiting.moved]) {
    const { status, failure } = await read('campaigns', one.id);
    t.is(status, 'paused');
    t.regex(failure ?? '', /restored from a backup/);
  }
  t.is((await read('campaigns', waiting.canceled.id)).status, 'canceled');
  t.is((await read('privacy_exports', stopped.export)).status, 'revoked');
  t.is((await read('campaign_replays', stopped.replay)).status, 'canceled');
  // Returned by hand, it is a draft like any other.
  await unscheduleCampaign(services, ctx, waiting.takenBack.id);
  t.like(await read('campaigns', waiting.takenBack.id), { status: 'draft', failure: null });
}

async function protectedAgain(
  t: ExecutionContext,
  found: Lost,
  services: Services,
  sanctioned: boolean,
): Promise<void> {
  const { ctx, mails, campaign, later, reached, erasure } = found;
  const before = await counted(t, services, ctx, campaign.id);
  t.is(before['sent'], reached, 'whoever got it by the journals has got it');
  await sendAll(services, found);
  for (const person of [ann, ben, late, eve]) {
    t.is((await sendTo(services, ctx, person)).status, 'refused', person.address);
  }
  // The erasure goes on as a process of its own, and she stays away.
  const erased = advanceErasure(services, ctx, erasure, {});
  if (sanctioned) t.is((await erased).status, 'completed');
  // Its certificate names a seal, and no seal is made before somebody has accepted the loss.
  else await t.throwsAsync(erased, { name: 'BehindItsSeals' });
  await t.throwsAsync(createContact(services, ctx, { email: eve.address, tags: [], fields: {} }), {
    message: /erased/,
  });
  t.is(await mails.got(kim.address), 1, 'a single message is not sent again');
  const rows = await services.db.withTenant(ctx, (trx) =>
    trx('campaigns').whereIn('id', [campaign.id, later.id]).select('id', 'status', 'failure'),
  );
  const states = new Map(rows.map((row) => [row.id, row]));
  t.is(states.get(campaign.id)?.status, 'paused', 'somebody has to say that it goes on');
  t.like(states.get(later.id), { status: 'canceled' });
  t.regex(states.get(later.id)?.failure ?? '', /began after the backup/);
  await nothingGoesOn(t, found, services);
  await t.throwsAsync(scheduleCampaign(services, ctx, later.id, undefined));

  await resumeCampaign(services, ctx, campaign.id);
  await sendAll(services, found);
  const after = await counted(t, services, ctx, campaign.id);
  t.is(after['queued'] ?? 0, 0);
  t.is(after['excluded'], 1, 'who withdrew since the backup was left out');
  for (let i = 0; i < PEOPLE; i++) {
    const got = await mails.got(`bench-${PEOPLE}.${addressOf(i)}`);
    // One from each campaign, but who withdrew has only the one that was sent before.
    t.true(got <= 2, `person ${i} got ${got}`);
  }
  t.is(await mails.got(`bench-${PEOPLE}.person100@example.com`), 1);
}

test('our restore: nobody who left since the backup is sent anything, nobody gets a campaign twice', async (t) => {
  const found = await lose(t);
  const { lost, ctx, taken } = found;
  const to = await installation(t, await ownDatabase(t), { like: lost, empty: true });
  await restoreBackup({ ...to, folder: taken.folder, stores: to });
  const services = to.services();
  // As bin/restore.ts does, and then a worker at its start.
  await beginRecovery(services, ctx, { restored: true });
  const accepted = await sanctionRecovery(services, ctx);
  t.is(accepted?.seals, 3);
  t.deepEqual(
    (await recoverAll(services)).map((one) => one.tenantId),
    [ctx.tenantId],
  );
  t.deepEqual(await recoverAll(services), [], 'once is enough');

  await protectedAgain(t, found, services, true);
  await sealAudit(services, ctx);
  await publishSeals(services, ctx);
  const verdict = await verifyAudit(services, ctx);
  t.is(verdict.first_bad, null, JSON.stringify(verdict));
  t.is(verdict.removed, accepted?.removed ?? 0);
  t.is(verdict.published, verdict.seals);
  t.true(verdict.seals > 4);
});

test('only the database is put back: the worker protects people, and the log says what is missing until somebody accepts it', async (t) => {
  const found = await lose(t);
  const { lost, ctx, copy } = found;
  const to = await installation(t, copy, { like: lost, empty: true });
  await migrate(copy, to.masterKey);
  const services = to.services();
  // Killed half-way, and with two workers at once: it is applied once.
  await Promise.all([recover(services, ctx), recover(services, ctx), recoverAll(services)]);
  const applied = await services.db.withTenant(ctx, (trx) =>
    trx('audit_log').where({ action: 'recovery.applied' }).select('detail'),
  );
  t.is(applied.length, 3);
  await protectedAgain(t, found, services, false);

  // It never seals a second history, and does not hide that rows are missing.
  await t.throwsAsync(sealAudit(services, ctx), { name: 'BehindItsSeals' });
  t.is((await verifyAudit(services, ctx)).first_bad?.kind, 'tail_cut_off');
  t.false(await recover(services, ctx));
  await sanctionRecovery(services, ctx);
  t.is((await advanceErasure(services, ctx, found.erasure, {})).status, 'completed');
  await sealAudit(services, ctx);
  await publishSeals(services, ctx);
  const verdict = await verifyAudit(services, ctx);
  t.is(verdict.first_bad, null, JSON.stringify(verdict));
  t.true(verdict.removed > 0);
  t.is(await sanctionRecovery(services, ctx), null, 'nothing is missing any more');
});

import test from 'ava';
import type { Context, Services } from '#domain/context.ts';
import { requestExport } from '#domain/privacy/export/request.ts';
import type { Processes } from '#domain/processes.ts';
import { applyCampaigns } from '#domain/recovery/apply-campaigns.ts';
import { stopAgain, type Stopped } from '#domain/recovery/stops.ts';
import { newId } from '#lib/ids.ts';
import { makeAudience } from '../../../bench/audience.ts';
import { approvedCampaign } from '../../_support/campaigns.ts';
import { live } from '../../_support/lived.ts';
import { noProcesses, testContext, testServices } from '../../_support/services.ts';

/*
 * A recovery stops again what was stopped since the backup. A Temporal that was put back as well may run processes
 * that do not know of it: they are told, and do not wait for their time.
 */

const told: [string, string][] = [];
const processes: Processes = {
  ...noProcesses,
  signal: async (id, signal) => told.push([id, signal]) > 0,
};

/** Stops one thing as a journal lists it. @returns how many were stopped */
const stop = (services: Services, ctx: Context, one: Stopped): Promise<number> =>
  services.db.withTenant(ctx, (trx) => stopAgain(trx, ctx, [one]));

test('what is stopped again is told to its process, once', async (t) => {
  const services = await testServices(t, { processes });
  const ctx = await testContext(services);
  const who = await live(services, ctx, 'gone');
  const copy = await requestExport(services, ctx, { contact_id: who.id });
  const tag = await makeAudience(services, ctx, 3);
  const campaign = await approvedCampaign(services, ctx, { tag });
  const [file, replay] = [newId(), newId()];
  await services.db.withTenant(ctx, async (trx) => {
    await trx('suppression_imports').insert({
      tenant_id: ctx.tenantId, id: file, status: 'running', channel: 'email', reason: 'manual', workflow_id: `suppression-import:${file}`,
    }); // prettier-ignore
    await trx('campaign_replays').insert({
      tenant_id: ctx.tenantId, id: replay, campaign_id: campaign.id, requested_by_type: 'system', workflow_id: `campaign-replay:${replay}`,
    }); // prettier-ignore
  });
  told.length = 0;

  const expected: [Stopped, string, string][] = [
    [{ kind: 'export', id: copy.id }, `privacy-export:${ctx.tenantId}:${copy.id}`, 'copyRevoked'],
    [{ kind: 'suppression_import', id: file }, `suppression-import:${file}`, 'importCanceled'],
    [{ kind: 'replay', id: replay }, `campaign-replay:${replay}`, 'canceled'],
  ];
  for (const [one, id, signal] of expected) {
    t.is(await stop(services, ctx, one), 1, one.kind);
    t.deepEqual(told.splice(0), [[id, signal]]);
    t.is(await stop(services, ctx, one), 0);
    t.deepEqual(told, []);
  }
  const end = () =>
    services.db.withTenant(ctx, (trx) =>
      applyCampaigns(trx, ctx, [{ id: campaign.id, became: 'canceled' }]),
    );
  t.is(await end(), 1);
  t.deepEqual(told.splice(0), [[`campaign:${ctx.tenantId}:${campaign.id}:1`, 'canceled']]);
  t.is(await end(), 0);
  t.deepEqual(told, []);
});

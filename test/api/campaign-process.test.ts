import test, { type ExecutionContext } from 'ava';
import { cancelUnsent } from '#domain/campaigns/cancel-unsent.ts';
import { freezeAudience } from '#domain/campaigns/freeze.ts';
import { reconcileCampaign } from '#domain/campaigns/reconcile.ts';
import { systemContext } from '#domain/context.ts';
import { deliverOverdue } from '#domain/process-outbox/overdue.ts';
import type { Processes } from '#domain/processes.ts';
import { AppError } from '#lib/errors.ts';
import { tenantId as tenantOf } from '#lib/ids.ts';
import { makeAudience } from '../../bench/audience.ts';
import { approvedCampaign } from '../_support/campaigns.ts';
import { testApi } from '../_support/api.ts';
import { noProcesses } from '../_support/services.ts';

const HOUR = 3_600_000;

/**
 * An API, a campaign to ten people, and a simulated Temporal that can be unavailable and records what it received.
 */
async function setUp(t: ExecutionContext) {
  const temporal = { away: false, heard: [] as string[] };
  const reach = async (what: string): Promise<void> => {
    if (temporal.away) throw new AppError('unavailable', 'away');
    temporal.heard.push(what);
  };
  const processes: Processes = {
    ...noProcesses,
    start: (_, id, __, options) => reach(`start ${id}${options?.again ? ' again' : ''}`),
    signal: async (id, signal) => {
      await reach(`${signal} ${id}`);
      return true;
    },
    describe: async () => {
      throw new AppError('unavailable', 'away');
    },
  };
  const api = await testApi(t, { processes });
  const { context, call } = await api.tenant();
  const tag = await makeAudience(api.services, context, 10);
  const campaign = await approvedCampaign(api.services, context, { tag });
  const id = `campaign:${context.tenantId}:${campaign.id}:${campaign.run}`;
  const path = `/campaigns/${campaign.id}`;
  const sql = (text: string) => api.services.db.withTenant(context, (trx) => trx.raw(text));
  const standing = async () => (await call('GET', `/workflows/${id}`)).body;
  const progress = async () => (await call('GET', `${path}/progress`)).body;
  const freeze = () => freezeAudience(api.services, context, campaign);
  const reconcile = () => reconcileCampaign(api.services, context, campaign);
  return { api, call, temporal, id, path, sql, standing, progress, freeze, reconcile };
}

test('each act tells the process what happened, in the words of its signals', async (t) => {
  const { call, temporal, id, path, freeze } = await setUp(t);
  t.deepEqual(temporal.heard, [`start ${id}`]);
  await freeze();
  temporal.heard = [];
  t.is((await call('PATCH', path, { rate_per_sec: 5 })).status, 200);
  t.is((await call('PATCH', path, { name: 'No matter of its process' })).status, 200);
  t.is((await call('POST', `${path}/pause`)).status, 202);
  t.is((await call('POST', `${path}/resume`)).status, 202);
  t.is((await call('POST', `${path}/cancel`)).status, 202);
  t.deepEqual(temporal.heard, [
    `rateChanged ${id}`,
    `paused ${id}`,
    `start ${id} again`,
    `resumed ${id}`,
    `canceled ${id}`,
  ]);
});

test('a resume that did not reach Temporal is answered, and delivered within a minute', async (t) => {
  const { api, call, temporal, id, path, sql, freeze } = await setUp(t);
  await freeze();
  await call('POST', `${path}/pause`);
  temporal.heard = [];
  temporal.away = true;
  const resumed = await call('POST', `${path}/resume`);
  t.like(resumed, { status: 202, body: { status: 'sending' } });
  t.deepEqual(temporal.heard, []);
  temporal.away = false;
  await sql(`update process_outbox set posted_at = posted_at - interval '1 minute'`);
  await deliverOverdue(api.services);
  const ours = temporal.heard.filter((what) => what.includes(id));
  t.deepEqual(ours, [`start ${id} again`, `resumed ${id}`]);
});

test('the ledger says where it stands, and its page the same', async (t) => {
  const { call, path, sql, standing, progress, freeze, reconcile } = await setUp(t);
  const at = new Date(Date.now() + 24 * HOUR).toISOString();
  await call('PATCH', path, { scheduled_at: at });
  const waits = { waiting_for: ['Waiting for its time.'], until: at };
  t.like(await standing(), { ...waits, step: 'waiting_for_time', status: 'running', source: 'ledger' }); // prettier-ignore
  t.like(await progress(), { ...waits, step: 'waiting_for_time' });
  await sql('update campaigns set scheduled_at = now()');
  await freeze();
  await sql(`update messages set status = 'sent' where ordinal <= 3`);
  t.like(await standing(), { step: 'sending', waiting_for: [], until: null, counts: { done: 3, of: 10 } }); // prettier-ignore

  const later = new Date(Date.now() + HOUR).toISOString();
  await sql(
    `update messages set held = 'quiet_hours', not_before = '${later}' where status = 'queued'`,
  );
  await sql(`insert into message_events (tenant_id, message_id, type, detail)
    select tenant_id, id, 'held', jsonb_build_object('zone', case when ordinal < 7 then 'Europe/Berlin' else 'Asia/Kuwait' end)
    from messages where status = 'queued'`);
  await sql(`update messages set held = 'frequency_cap' where ordinal = 10`);
  const held = {
    step: 'waiting_for_quiet_hours',
    waiting_for: [
      'Waiting for quiet hours to end in 2 time zones.',
      'Waiting for room under the frequency cap for 1 person.',
    ],
  };
  t.like(await standing(), held);
  t.like(await progress(), held);
  t.like((await reconcile()).waits, { quiet_hours: 6, time_zones: 2, frequency_cap: 1 });
  t.is((await standing()).until, later);
  t.like(await progress(), { until: later, next_at: later });

  await call('POST', `${path}/pause`);
  t.like(await progress(), { step: 'paused', waiting_for: ['Paused: waiting for somebody to resume it.'] }); // prettier-ignore
  await call('POST', `${path}/cancel`);
  t.like(await standing(), { step: 'canceling', status: 'running', waiting_for: [] });
});

test('a run that was taken back to its draft has ended', async (t) => {
  const { call, path, standing } = await setUp(t);
  await call('POST', `${path}/unschedule`);
  t.like(await standing(), { step: 'ended', status: 'completed' });
  await call('POST', `${path}/schedule`, { at: 'now' });
  t.like(await standing(), { step: 'ended', status: 'completed' });
});

test('a canceled campaign is canceling until nobody is queued, and cannot be canceled again', async (t) => {
  const { api, call, path, standing, progress, freeze, id } = await setUp(t);
  await freeze();
  t.is((await call('POST', `${path}/cancel`)).status, 202);
  const canceling = { step: 'canceling', counts: { done: 0, of: 10 } };
  t.like(await standing(), { ...canceling, status: 'running', cancelable: false });
  t.like(await progress(), { step: 'canceling', queued: 10 });
  const [, tenantId = '', campaignId = '', run] = id.split(':');
  await cancelUnsent(api.services, systemContext(tenantOf(tenantId)), {
    id: campaignId,
    run: Number(run),
  });
  t.like(await standing(), { step: 'ended', status: 'completed' });
  t.like(await progress(), { step: 'ended', queued: 0 });
});

import test, { type ExecutionContext } from 'ava';
import { campaignProgress } from '#domain/campaigns/progress.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { createContact } from '#domain/contacts/create.ts';
import { putQuietHours } from '#domain/message-rules/update.ts';
import { createPipelinedEmail } from '#providers/email/pipelined.ts';
import { drainTenant } from '../../activities/messaging/drain-tenant.ts';
import { approvedCampaign, campaignProcess } from '../_support/campaigns.ts';
import { grantConsent } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';
import { localProviders } from '../_support/providers.ts';
import { testContext, testServices } from '../_support/services.ts';
import { slowSmtp } from '../_support/slow-smtp.ts';

/** Tolerance for a busy machine to hand over what was begun in time, in milliseconds. */
const SLACK = 250;

/** A slow mail server, shortly before 21:00; `closes` is a time of `performance.now()`, set once it `runs`. */
async function setUp(t: ExecutionContext, how: { ms: number; pipelining: boolean }) {
  let began: number | null = null;
  const leftMs = 1_500;
  const clock = (): Date =>
    new Date(Date.UTC(2027, 2, 13, 21) - leftMs + (began === null ? 0 : performance.now() - began));
  const services = await testServices(t, { max: 12, clock });
  const ctx = await testContext(services, { quietHours: true });
  await putQuietHours(services, ctx, {
    enabled: true,
    channels: ['email'],
    transactional: false,
    rules: [{ region: '*', hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '21:00' }], no_holidays: false, source: 'the test', as_of: '2026-11-21', enabled: true }],
    holidays: [],
  }); // prettier-ignore
  const { deps } = await localProviders(t, services);
  const { url, taken } = await slowSmtp(t, how);
  const email = createPipelinedEmail({ url });
  t.teardown(() => email.close());
  const runs = (): number => {
    began = performance.now();
    return began + leftMs;
  };
  return { services, ctx, deps: { ...deps, email, smtpUrl: url }, taken, runs };
}

const person = (n: number) => ({ channel: 'email' as const, address: `p${n}@example.com`, purpose: 'marketing' }); // prettier-ignore

for (const pipelining of [true, false]) {
  const server = `a slow server ${pipelining ? 'with' : 'without'} pipelining`;

  test(`when the window closes a campaign stops in the middle of a batch, ${server}`, async (t) => {
    const { services, ctx, deps, taken, runs } = await setUp(t, { ms: 400, pipelining });
    for (let n = 0; n < 40; n++) {
      await createContact(services, ctx, newContact.parse({ email: person(n).address, tags: ['all'], time_zone: 'Etc/UTC' })); // prettier-ignore
      await grantConsent(services, ctx, person(n));
    }
    const campaign = await approvedCampaign(services, ctx, { tag: 'all' });
    const process = campaignProcess(deps, ctx);
    const closes = runs();
    t.is(await process.run(campaign), 'waiting');
    t.true(taken.length > 0 && taken.length < 40, `${taken.length} went out`);
    t.deepEqual(taken.filter((at) => at > closes + SLACK).map((at) => at - closes), []); // prettier-ignore
    const { sent, queued, held } = await campaignProgress(services, ctx, campaign.id);
    t.deepEqual({ sent, queued, held }, { sent: taken.length, queued: 40 - taken.length, held: 40 - taken.length }); // prettier-ignore
  });

  test(`and so do single messages, ${server}`, async (t) => {
    const { services, ctx, deps, taken, runs } = await setUp(t, { ms: 400, pipelining });
    for (let n = 0; n < 40; n++) {
      await createContact(services, ctx, newContact.parse({ email: person(n).address, time_zone: 'Etc/UTC' })); // prettier-ignore
      await grantConsent(services, ctx, person(n));
      await sendTo(services, ctx, person(n));
    }
    const closes = runs();
    while (performance.now() < closes) await drainTenant(deps, ctx.tenantId);
    await drainTenant(deps, ctx.tenantId);
    t.true(taken.length > 0 && taken.length < 40, `${taken.length} went out`);
    t.deepEqual(taken.filter((at) => at > closes + SLACK).map((at) => at - closes), []); // prettier-ignore
    const rows: { status: string; held: string | null; attempts: number }[] =
      await services.db.withTenant(ctx, (trx) => trx('messages').select('status', 'held', 'attempts')); // prettier-ignore
    t.is(rows.filter((row) => row.status === 'sent').length, taken.length);
    t.is(rows.filter((row) => row.held === 'quiet_hours' && row.attempts === 0).length, 40 - taken.length); // prettier-ignore
  });
}

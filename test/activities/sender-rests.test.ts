import { once } from 'node:events';
import { createServer } from 'node:http';
import test, { type ExecutionContext } from 'ava';
import { createContact } from '#domain/contacts/create.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { campaignProgress } from '#domain/campaigns/progress.ts';
import { getMessage } from '#domain/messaging/read.ts';
import { createTwilioSms } from '#providers/sms/twilio.ts';
import { drainTenant } from '../../activities/messaging/drain-tenant.ts';
import { approvedCampaign, campaignProcess } from '../_support/campaigns.ts';
import { grantConsent } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';
import { localProviders } from '../_support/providers.ts';
import { testContext, testServices } from '../_support/services.ts';

/** Simulates Twilio with the answers that the test sets. */
async function setUp(t: ExecutionContext) {
  let now = new Date('2027-03-13T12:00:00Z');
  const services = await testServices(t, { max: 12, clock: () => now });
  const answers: { status: number; headers?: Record<string, string>; code?: number }[] = [];
  const asked: string[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      asked.push(new URLSearchParams(Buffer.concat(chunks).toString()).get('To') ?? '');
      const { status, headers, code } = answers[0] ?? { status: 201 };
      if (answers.length > 1) answers.shift();
      res.writeHead(status, { 'content-type': 'application/json', ...headers });
      res.end(JSON.stringify(status === 201 ? { sid: `SM${asked.length}` } : { code, status, message: 'no' })); // prettier-ignore
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const { deps } = await localProviders(t, services);
  const sms = createTwilioSms({
    accountSid: `AC${'0'.repeat(32)}`,
    authToken: 'token',
    apiBase: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    from: '+15005550006',
    statusCallback: () => 'https://assent.example/status',
  });
  return {
    services,
    deps: { ...deps, sms },
    asked,
    says: (...next: typeof answers) => answers.splice(0, answers.length, ...next),
    later: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
  };
}

const text = (n: number) => ({ channel: 'sms' as const, address: `+1201555${n}`, purpose: 'marketing' }); // prettier-ignore

test('a sender rests as long as the provider asks, in seconds or by a date; others go on', async (t) => {
  const { services, deps, asked, says, later } = await setUp(t);
  const ctx = await testContext(services);
  const other = await testContext(services);
  for (const one of [ctx, other]) await grantConsent(services, one, text(1000));
  await grantConsent(services, ctx, text(1001));
  says({ status: 429, code: 20429, headers: { 'retry-after': '90' } });
  const first = await sendTo(services, ctx, text(1000));
  await drainTenant(deps, ctx.tenantId);
  t.like(await getMessage(services, ctx, first.id, false), {
    status: 'queued',
    error_code: '20429',
  });
  says({ status: 201 });
  await sendTo(services, ctx, text(1001));
  later(85);
  await drainTenant(deps, ctx.tenantId);
  t.is(asked.length, 1, 'nothing more goes to it');
  await sendTo(services, other, text(1000));
  await drainTenant(deps, other.tenantId);
  t.is(asked.length, 2, 'another organisation goes on');
  later(10);
  await drainTenant(deps, ctx.tenantId);
  t.is(asked.length, 4, 'both after the rest');

  says({ status: 503, headers: { 'retry-after': new Date(Date.now() + 600_000).toUTCString() } });
  const dated = await sendTo(services, ctx, text(1001));
  await drainTenant(deps, ctx.tenantId);
  t.is((await getMessage(services, ctx, dated.id, false)).status, 'queued');
  later(500);
  await drainTenant(deps, ctx.tenantId);
  t.is(asked.length, 5);
});

test('without Retry-After the rest grows, and all of a campaign waits for it', async (t) => {
  const { services, deps, asked, says, later } = await setUp(t);
  const ctx = await testContext(services);
  for (let n = 2000; n < 2060; n++) {
    await createContact(services, ctx, newContact.parse({ phone: text(n).address, tags: ['all'] }));
    await grantConsent(services, ctx, text(n));
  }
  const campaign = await approvedCampaign(services, ctx, { channel: 'sms', tag: 'all' });
  const process = campaignProcess(deps, ctx);
  says({ status: 429, code: 20429 });
  const rests: number[] = [];
  for (let i = 0; i < 3; i++) {
    const before = asked.length;
    t.is(await process.run(campaign), 'waiting');
    t.true(asked.length > before && asked.length - before <= 25, `asked ${asked.length - before}`);
    const { rows } = await services.db.withTenant(
      ctx,
      (trx) =>
      trx.raw<{ rows: { s: number }[] }>(`select extract(epoch from until - now())::float8 as s from sender_rests`), // prettier-ignore
    );
    rests.push(rows[0]?.s ?? 0);
    // Not before that: nothing is sent.
    later((rows[0]?.s ?? 0) - 1);
    const asking = asked.length;
    t.is(await process.run(campaign), 'waiting');
    t.is(asked.length, asking);
    later(60);
  }
  t.true((rests[0] ?? 0) < (rests[1] ?? 0) && (rests[1] ?? 0) < (rests[2] ?? 0), rests.join());
  says({ status: 201 });
  later(3600);
  await process.run(campaign);
  t.like(await campaignProgress(services, ctx, campaign.id), { status: 'sent', sent: 60 });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import test, { type ExecutionContext } from 'ava';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '#domain/campaigns/control.ts';
import { updateCampaign } from '#domain/campaigns/edit.ts';
import { previewAudience } from '#domain/campaigns/preview.ts';
import { campaignRecipients } from '#domain/campaigns/recipients.ts';
import type { CampaignStands } from '#domain/campaigns/stands.ts';
import { getContact } from '#domain/contacts/read.ts';
import { createContact } from '#domain/contacts/create.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { createLogger } from '#lib/logger.ts';
import { createPipelinedEmail } from '#providers/email/pipelined.ts';
import { openInbox } from '#providers/local/inbox.ts';
import { startMailReceiver } from '#providers/local/mail-receiver.ts';
import { makeAudience } from '../../bench/audience.ts';
import { createCampaignActivities } from '../../activities/campaigns/index.ts';
import { createSendLane } from '../../activities/campaigns/send-lane.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { approvedCampaign, campaignProcess, counted } from '../_support/campaigns.ts';
import { grantConsent, stopConsent } from '../_support/consent.ts';
import { testContext, testServices } from '../_support/services.ts';

async function setUp(t: ExecutionContext) {
  const services = await testServices(t, { max: 12 });
  const ctx = await testContext(services);
  const dir = await mkdtemp(join(tmpdir(), 'assent-campaign-'));
  const inbox = openInbox(join(dir, 'inbox.sqlite'));
  const mail = await startMailReceiver({ port: 0, inbox });
  const url = `smtp://127.0.0.1:${mail.port}`;
  const email = createPipelinedEmail({ url });
  const deps: ActivityDeps = {
    services,
    email,
    sms: { send: async () => ({ status: 'unknown', code: 'not_used' }) },
    mailFrom: 'Test <hello@assent.example>',
    smtpUrl: url,
    logger: createLogger('test', 'silent'),
  };
  t.teardown(async () => {
    await email.close();
    await mail.close();
    inbox.close();
    await rm(dir, { recursive: true, force: true });
  });
  const process = campaignProcess(deps, ctx);
  /** Returns how many mails each address got, once all accepted mails are stored. */
  const received = async (): Promise<Map<string, number>> => {
    mail.flush();
    const mails = new Map<string, number>();
    for (let before: number | undefined; ;) {
      const { data, next_cursor } = await inbox.list({ limit: 200, ...(before ? { before } : {}) });
      for (const { to } of data) mails.set(to, (mails.get(to) ?? 0) + 1);
      if (next_cursor === null) return mails;
      before = Number(next_cursor);
    }
  };
  return { services, ctx, deps, process, received, inbox, mail };
}

/** Creates a contact with a tag and, unless told otherwise, a consent. */
async function person(
  { services, ctx }: Awaited<ReturnType<typeof setUp>>,
  email: string,
  options: { tag: string; consent?: boolean; name?: string; purpose?: string; locale?: string },
): Promise<void> {
  const { tag, consent = true, name, purpose = 'marketing', locale } = options;
  await createContact(services, ctx, newContact.parse({ email, name, locale, tags: [tag] }));
  if (consent) await grantConsent(services, ctx, { channel: 'email', address: email, purpose });
}

const addressOf = async (
  { services, ctx }: Awaited<ReturnType<typeof setUp>>,
  contactId: string,
): Promise<string> => (await getContact(services, ctx, contactId, true)).email ?? '';

test('everybody is a row: who may gets one mail, who may not is left out with the reason', async (t) => {
  const all = await setUp(t);
  const { services, ctx, process, received, inbox } = all;
  await person(all, 'amina@example.com', { tag: 'vip', name: 'Ämina Khalil' });
  await person(all, 'bob@example.com', { tag: 'vip' });
  await person(all, 'nobody@example.com', { tag: 'vip', consent: false });
  await person(all, 'gone@example.com', { tag: 'vip' });
  await stopConsent(services, ctx, {
    channel: 'email',
    address: 'gone@example.com',
    purpose: 'marketing',
  });
  await person(all, 'other@example.com', { tag: 'other' });
  const campaign = await approvedCampaign(services, ctx, { tag: 'vip' });
  const preview = await previewAudience(services, ctx, campaign.id);
  t.is(await process.run(campaign), 'sent');

  t.deepEqual(await counted(t, services, ctx, campaign.id), { audience: 4, sent: 2, excluded: 2 });
  t.like(preview, { total: 4, included: 2, excluded: 2 });
  const { data } = await campaignRecipients(services, ctx, campaign.id, {
    limit: 50,
    status: 'excluded',
  });
  t.deepEqual(
    data.map((r) => r.reason).toSorted(),
    preview.reasons.map((r) => r.reason).toSorted(),
  );
  t.deepEqual([...(await received())].toSorted(), [
    ['amina@example.com', 1],
    ['bob@example.com', 1],
  ]);
  const [mail] = (await inbox.list({ to: 'amina@example.com', limit: 1 })).data;
  t.is(mail?.subject, 'Neues für Ämina');
  t.regex(mail?.text ?? '', /Hello Ämina/);
  t.regex(mail?.html ?? '', /Hello Ämina/);
  t.regex(mail?.html ?? '', /href="[^"]+\/t\/c\/[\w-]+"/);
  t.regex(mail?.html ?? '', /src="[^"]+\/t\/o\/[\w-]+"/);
  t.notRegex(mail?.html ?? '', /https:\/\/example\.com/);
  const header: Record<string, string> = Object.fromEntries(
    Object.entries(mail?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  t.regex(header['list-unsubscribe'] ?? '', /^<[^>]+\/u\/[\w-]+>$/);
  t.is(header['list-unsubscribe-post'], 'List-Unsubscribe=One-Click');
  t.truthy(header['list-id']);
});

test('plain paragraphs with a link stay paragraphs, and the way out is added', async (t) => {
  const all = await setUp(t);
  const { services, ctx, process, inbox, mail } = all;
  await person(all, 'reader@example.com', { tag: 'vip', name: 'Ämina' });
  const campaign = await approvedCampaign(services, ctx, {
    tag: 'vip',
    body: 'Hello {{ contact.first_name }}\n\n<a href="https://example.com/news">Look</a>\n\nBye,\nAda',
  });
  t.is(await process.run(campaign), 'sent');
  mail.flush();
  const [got] = (await inbox.list({ to: 'reader@example.com', limit: 1 })).data;
  t.regex(got?.html ?? '', /<p>Hello Ämina<\/p>\s*<p><a href="[^"]+\/t\/c\/[\w-]+">Look<\/a><\/p>\s*<p>Bye,<br>Ada<\/p>/); // prettier-ignore
  t.regex(got?.html ?? '', /<a href="[^"]+\/u\/[\w-]+">Unsubscribe<\/a>/);
  t.regex(got?.text ?? '', /agreed to News and offers. Unsubscribe <[^>]+\/u\/[\w-]+>/);
  t.regex(got?.html ?? '', /src="[^"]+\/t\/o\/[\w-]+"[^]*<\/body>/);
});

test('an opt-out in the middle reaches everybody who has not been claimed', async (t) => {
  const all = await setUp(t);
  const { services, ctx, process, received } = all;
  const tag = await makeAudience(services, ctx, 60);
  // One message a second leaves a minute to act meanwhile.
  const campaign = await approvedCampaign(services, ctx, { tag, rate: 1 });
  const running = process.run(campaign);
  while (!(await counted(t, services, ctx, campaign.id))['sent']) await sleep(20);
  await pauseCampaign(services, ctx, campaign.id);
  t.is(await running, 'waiting');
  const { data } = await campaignRecipients(services, ctx, campaign.id, {
    limit: 100,
    status: 'queued',
  });
  t.true(data.length > 1);
  const someone = await addressOf(all, data[0]?.contact_id ?? '');
  await stopConsent(services, ctx, { channel: 'email', address: someone, purpose: 'marketing' });
  await updateCampaign(services, ctx, campaign.id, { rate_per_sec: null }, undefined);
  await resumeCampaign(services, ctx, campaign.id);
  t.is(await process.run(campaign), 'sent');
  t.deepEqual(await counted(t, services, ctx, campaign.id), {
    audience: 60,
    sent: 59,
    excluded: 1,
  });
  const got = await received();
  t.is(got.size, 59);
  t.false(got.has(someone));
  t.true([...got.values()].every((mails) => mails === 1));
});

test('canceled in the middle: nobody else gets it, and all are accounted for', async (t) => {
  const { services, ctx, process, received } = await setUp(t);
  const tag = await makeAudience(services, ctx, 100);
  const campaign = await approvedCampaign(services, ctx, { tag, rate: 1 });
  const running = process.run(campaign);
  while (!(await counted(t, services, ctx, campaign.id))['sent']) await sleep(20);
  await cancelCampaign(services, ctx, campaign.id);
  t.is(await running, 'canceled');
  const counts = await counted(t, services, ctx, campaign.id);
  t.deepEqual(Object.keys(counts).toSorted(), ['audience', 'canceled', 'sent']);
  t.is((await received()).size, counts['sent'] ?? 0);
});

test('a mailbox that is not there bounces and is not tried again; a busy one is; a cut line is uncertain', async (t) => {
  const all = await setUp(t);
  const { services, ctx, process } = all;
  for (const name of ['bounce.a', 'defer.a', 'fine.a', 'cut.a']) {
    await person(all, `${name}@example.com`, { tag: 'mixed' });
  }
  const campaign = await approvedCampaign(services, ctx, { tag: 'mixed' });
  t.is(await process.run(campaign), 'waiting', 'for the busy one');
  t.deepEqual(await counted(t, services, ctx, campaign.id), {
    audience: 4,
    bounced: 1,
    queued: 1,
    uncertain: 1,
    sent: 1,
  });
  const blocked = await services.db.withTenant(ctx, (trx) => trx('suppressions').select('reason'));
  t.deepEqual(blocked, [{ reason: 'hard_bounce' }]);
});

test('an uncertain transactional mail is repeated once, with the same Message-ID', async (t) => {
  const all = await setUp(t);
  const { services, ctx, process, inbox, mail } = all;
  await person(all, 'cut.b@example.com', { tag: 'service', purpose: 'service' });
  const campaign = await approvedCampaign(services, ctx, { tag: 'service', purpose: 'service' });
  t.is(await process.run(campaign), 'waiting');
  await services.db.withTenant(ctx, (trx) => trx('messages').update({ not_before: trx.fn.now() }));
  t.is(await process.run(campaign), 'sent');
  t.deepEqual(await counted(t, services, ctx, campaign.id), { audience: 1, uncertain: 1 });
  mail.flush();
  const { data } = await inbox.list({ to: 'cut.b@example.com', limit: 10 });
  t.is(data.length, 2);
  const ids = data.map(({ headers }) =>
    Object.entries(headers ?? {}).find(([name]) => /^message-id$/i.test(name)),
  );
  t.truthy(ids[0]);
  t.deepEqual(ids[0], ids[1]);
});

test('a worker that ends in order leaves nothing uncertain', async (t) => {
  const { services, ctx, process, received } = await setUp(t);
  const tag = await makeAudience(services, ctx, 400);
  const campaign = await approvedCampaign(services, ctx, { tag });
  const stop = new AbortController();
  const running = process.run(campaign, stop.signal);
  while (!(await counted(t, services, ctx, campaign.id))['sent']) await sleep(5);
  stop.abort();
  await running;
  t.is(await process.run(campaign), 'sent');
  t.deepEqual(await counted(t, services, ctx, campaign.id), { audience: 400, sent: 400 });
  const got = await received();
  t.is(got.size, 400);
  t.true([...got.values()].every((mails) => mails === 1));
});

test('each recipient gets the text in their own language, and the ledger says which', async (t) => {
  const run = await setUp(t);
  const { services, ctx, process, inbox, mail } = run;
  await person(run, 'ar@example.com', { tag: 'langs', locale: 'ar-KW' });
  await person(run, 'fi@example.com', { tag: 'langs', locale: 'fi' });
  await person(run, 'none@example.com', { tag: 'langs' });
  const arabic = '<p>مرحبًا <a href="{{ unsubscribe_url }}">إلغاء</a></p>';
  const campaign = await approvedCampaign(services, ctx, {
    tag: 'langs',
    texts: { ar: { subject: 'جديد', body: arabic } },
  });
  t.is(await process.run(campaign), 'sent');
  mail.flush();
  const { data } = await inbox.list({ limit: 10 });
  const subjects = Object.fromEntries(data.map(({ to, subject }) => [to, subject]));
  t.deepEqual(subjects, {
    'ar@example.com': 'جديد',
    'fi@example.com': 'Neues für dich',
    'none@example.com': 'Neues für dich',
  });
  t.true(data.find(({ to }) => to === 'ar@example.com')?.html?.includes('dir="rtl"'));
  const languages = await services.db.withTenant(ctx, (trx) =>
    trx('messages as m')
      .join('template_versions as v', 'v.id', 'm.template_version_id')
      .where('m.campaign_id', campaign.id)
      .orderBy('v.language')
      .select('v.language'),
  );
  t.deepEqual(languages.map((row) => row.language), ['ar', 'en', 'en']); // prettier-ignore
});

test('in a crowd of lanes each ends after its shift, and the next goes on where it ended', async (t) => {
  const { services, ctx, deps, process, received } = await setUp(t);
  const tag = await makeAudience(services, ctx, 60);
  const campaign = await approvedCampaign(services, ctx, { tag });
  const input = { tenantId: ctx.tenantId, ...campaign };
  const steps = createCampaignActivities(deps);
  const { lanes, people } = await new MockActivityEnvironment().run<
    [typeof input],
    CampaignStands,
    (of: typeof input) => Promise<CampaignStands>
  >(steps.freezeAudience, input);
  t.is(lanes, 1);
  const shift = createSendLane(deps, { lanes: 0, shiftMs: 0 });
  const lane = { ...input, lane: 0, lanes, people };
  // On a busy machine a batch may come too late to be handed over.
  const atLeast = async (least: number): Promise<Record<string, number>> => {
    for (;;) {
      await new MockActivityEnvironment().run(shift, lane);
      const counts = await counted(t, services, ctx, campaign.id);
      if ((counts['sent'] ?? 0) >= least) return counts;
    }
  };
  const { sent = 0, queued = 0 } = await atLeast(1);
  t.true(queued > 0, `${sent} sent`);
  await atLeast(sent + 1);
  t.is(await process.run(campaign), 'sent');
  t.deepEqual(await counted(t, services, ctx, campaign.id), { audience: 60, sent: 60 });
  t.true([...(await received()).values()].every((times) => times === 1));
});

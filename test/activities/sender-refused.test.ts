import test, { type ExecutionContext } from 'ava';
import { resumeCampaign } from '#domain/campaigns/control.ts';
import { campaignProgress } from '#domain/campaigns/progress.ts';
import { campaignRecipients } from '#domain/campaigns/recipients.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { createContact } from '#domain/contacts/create.ts';
import { createLogger } from '#lib/logger.ts';
import { makeAudience } from '../../bench/audience.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { approvedCampaign, campaignProcess, counted } from '../_support/campaigns.ts';
import { grantConsent } from '../_support/consent.ts';
import { scriptedSmtp } from '../_support/scripted-smtp.ts';
import { testContext, testServices } from '../_support/services.ts';

const PEOPLE = 300;
/** Number of the person, from 0 (bench/audience.ts). */
const nth = (to: string): number => Number(/person(\d+)@/.exec(to)?.[1] ?? 0);

/** Sends a campaign through a mail server whose replies the test sets. */
async function setUp(
  t: ExecutionContext,
  says: (line: string, to: string) => string | undefined,
  people = PEOPLE,
) {
  const services = await testServices(t, { max: 12 });
  const ctx = await testContext(services);
  const script = { says };
  const server = await scriptedSmtp(t, { pipelining: true }, ({ line, to }) =>
    script.says(line, to),
  );
  const deps: ActivityDeps = {
    services,
    email: {
      send: async () => ({ status: 'unknown', code: 'not_used' }),
      close: async () => undefined,
    },
    sms: { send: async () => ({ status: 'unknown', code: 'not_used' }) },
    mailFrom: 'Test <hello@assent.example>',
    smtpUrl: server.url,
    logger: createLogger('test', 'silent'),
  };
  const tag = await makeAudience(services, ctx, people);
  const campaign = await approvedCampaign(services, ctx, { tag });
  const counts = () => counted(t, services, ctx, campaign.id);
  /** Asserts that nobody lost their consent, and no address was blocked. */
  const nobodyIsBlamed = () =>
    services.db.withTenant(ctx, async (trx) => {
      t.deepEqual(await trx('suppressions'), []);
      t.deepEqual(await trx('consents').whereNot({ state: 'granted' }), []);
    });
  const run = () => campaignProcess(deps, ctx).run(campaign);
  return { services, ctx, server, script, campaign, counts, nobodyIsBlamed, run };
}

for (const [name, at, reply, code] of [
  [
    'a sender refused at RCPT',
    'RCPT',
    '550 5.1.8 Sender address rejected: Domain not found\r\n',
    '5.1.8',
  ],
  [
    'an unauthenticated mail',
    'RCPT',
    '550-5.7.26 This mail is unauthenticated\r\n550 5.1.1 see the help\r\n',
    '5.7.26',
  ],
  ['a body that nobody wants', '.', '550 Mailbox unavailable\r\n', '550'],
  ['a sender refused at MAIL', 'MAIL', '553 5.7.1 Sender address rejected\r\n', 'ESENDER'],
] as const) {
  test(`${name} stops the campaign with its reason; mended and resumed it reaches everybody once`, async (t) => {
    const all = await setUp(t, (line) => (line.startsWith(at) ? reply : undefined));
    const { services, ctx, server, script, campaign } = all;
    t.is(await all.run(), 'waiting');
    const stopped = await campaignProgress(services, ctx, campaign.id);
    t.is(stopped.status, 'paused');
    t.regex(
      stopped.failure ?? '',
      new RegExp(`refused \\(${code}\\).*not the fault of any recipient`),
    );
    t.true(stopped.queued > 0 && stopped.failed < PEOPLE / 2, JSON.stringify(await all.counts()));
    t.is(stopped.bounced, 0);
    await all.nobodyIsBlamed();
    const { data } = await campaignRecipients(services, ctx, campaign.id, {
      limit: 200,
      status: 'failed',
    });
    t.true(data.every((row) => row.reason === 'sender_refused' && row.error_code === code));

    script.says = () => undefined;
    await resumeCampaign(services, ctx, campaign.id);
    t.is(await all.run(), 'sent');
    t.deepEqual(await all.counts(), { audience: PEOPLE, sent: PEOPLE });
    t.is((await campaignProgress(services, ctx, campaign.id)).failure, null);
    t.is(new Set(server.delivered).size, PEOPLE);
    t.is(server.delivered.length, PEOPLE);
  });
}

test('mailboxes that are gone, however many, stop nobody else’s mail', async (t) => {
  const all = await setUp(t, (line, to) =>
    line.startsWith('RCPT') && nth(to) % 10 ? '550 5.1.1 User unknown\r\n' : undefined,
  );
  t.is(await all.run(), 'sent');
  const { bounced, sent } = await all.counts();
  t.deepEqual([bounced, sent], [PEOPLE * 0.9, PEOPLE * 0.1]);
});

test('one server in five that refuses us fails its own people, with the reason, and no more', async (t) => {
  const all = await setUp(t, (line, to) =>
    line.startsWith('RCPT') && nth(to) % 5 === 0 ? '550 5.7.1 blocked\r\n' : undefined,
  );
  t.is(await all.run(), 'sent');
  const { failed, sent } = await all.counts();
  t.deepEqual([failed, sent], [PEOPLE / 5, (PEOPLE * 4) / 5]);
  await all.nobodyIsBlamed();
});

test('a single mail that is refused because of us keeps the consent', async (t) => {
  const all = await setUp(t, (line) => (line === '.' ? '550 Message rejected\r\n' : undefined), 1);
  await createContact(
    all.services,
    all.ctx,
    newContact.parse({ email: 'one@example.com', tags: ['one'] }),
  );
  await grantConsent(all.services, all.ctx, {
    channel: 'email',
    address: 'one@example.com',
    purpose: 'marketing',
  });
  t.is(await all.run(), 'sent');
  t.deepEqual(await all.counts(), { audience: 1, failed: 1 });
  await all.nobodyIsBlamed();
});

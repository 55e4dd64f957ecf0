import test, { type ExecutionContext } from 'ava';
import pg from 'pg';
import { withdrawConsent } from '#domain/consent/withdraw/withdraw.ts';
import { createSuppression } from '#domain/suppressions/suppress.ts';
import { createContact } from '#domain/contacts/create.ts';
import { newContact } from '#domain/contacts/contract.ts';
import type { Processes } from '#domain/processes.ts';
import { advanceReplay } from '#domain/replays/advance.ts';
import { countDecisions } from '#domain/replays/count.ts';
import { cancelReplay, failReplay } from '#domain/replays/end.ts';
import { getReplay, replayDifferences } from '#domain/replays/read.ts';
import { startReplay } from '#domain/replays/start.ts';
import { liftSuppression } from '#domain/suppressions/lift.ts';
import { whyCampaign } from '#domain/why/person.ts';
import { ledgerStanding } from '#domain/workflows/ledger/standing.ts';
import { loadConfig } from '#lib/config.ts';
import { approvedCampaign, campaignProcess } from '../_support/campaigns.ts';
import { grantConsent } from '../_support/consent.ts';
import { localProviders } from '../_support/providers.ts';
import { noProcesses, testContext, testServices } from '../_support/services.ts';

const person = (name: string) => ({
  channel: 'email' as const,
  address: `${name}@example.com`,
  purpose: 'marketing',
});

/** A campaign to Amina and Karim, who agreed, Sara, who did not, and Bilal, who agreed and is blocked. */
async function sentCampaign(t: ExecutionContext, processes: Processes = noProcesses) {
  const services = await testServices(t, { max: 12, processes });
  const ctx = { ...(await testContext(services)), actor: { type: 'user' as const, id: 'ada' } };
  const { deps } = await localProviders(t, services);
  const contacts = new Map<string, string>();
  for (const name of ['amina', 'karim', 'sara', 'bilal']) {
    const { email } = { email: person(name).address };
    const { id } = await createContact(services, ctx, newContact.parse({ email, tags: ['vip'] }));
    contacts.set(name, id);
  }
  const events = new Map<string, string>();
  for (const name of ['amina', 'karim', 'bilal']) {
    events.set(name, (await grantConsent(services, ctx, person(name))).eventId);
  }
  const block = await createSuppression(services, ctx, {
    channel: 'email',
    address: person('bilal').address,
    reason: 'admin',
  });
  const beforeSending = new Date();
  const campaign = await approvedCampaign(services, ctx, { tag: 'vip' });
  t.is(await campaignProcess(deps, ctx).run(campaign), 'sent');
  const replay = async () => {
    const { id } = await startReplay(services, ctx, campaign.id);
    while (!(await advanceReplay(services, ctx, id)).done);
    const found = await getReplay(services, ctx, id);
    const { same, not_as_decided, known_since, not_by_consent, undecided, erased } = found;
    t.is(
      same + not_as_decided + known_since + not_by_consent + undecided + erased,
      found.audience,
      'the counts add up to the audience',
    );
    const { data } = await replayDifferences(services, ctx, id, { limit: 50, cursor: undefined });
    return { found, differences: data };
  };
  const why = (name: string) =>
    whyCampaign(services, ctx, campaign.id, { contact_id: contacts.get(name) }, false);
  return { services, ctx, campaign, contacts, events, block, beforeSending, replay, why };
}

test('made again as of its time, a campaign comes out as it was decided, also once a block is lifted', async (t) => {
  const { services, ctx, block, replay, why } = await sentCampaign(t);
  await liftSuppression(services, ctx, block.id, undefined);
  const { found, differences } = await replay();
  t.deepEqual(differences, []);
  t.like(found, { status: 'completed', audience: 4, same: 4, written_down: 4 });
  const bilal = await why('bilal');
  t.like(bilal, { outcome: 'not_sent', reason: 'suppressed_admin', rule: 'suppression' });
  t.deepEqual(bilal.suppression, { at_decision: 'admin', now: null, now_since: null });
  t.is(bilal.difference, null);
});

test('a withdrawal that was recorded late and lay before the sending is a difference, with its event', async (t) => {
  const { services, ctx, beforeSending, replay, why, contacts, events } = await sentCampaign(t);
  await withdrawConsent(services, ctx, {
    email: person('amina').address,
    channel: 'email',
    purpose: 'marketing',
    source: 'paper',
    capturedAt: beforeSending,
  });
  const { found, differences } = await replay();
  t.like(found, { same: 3, known_since: 1, not_as_decided: 0 });
  t.is(differences.length, 1);
  t.like(differences[0], {
    kind: 'known_since',
    decided: 'granted',
    known_then: 'granted',
    known_now: 'withdrawn',
    then_event_id: events.get('amina'),
  });
  t.not(differences[0]?.now_event_id, events.get('amina') ?? null);
  const amina = await why('amina');
  t.is(amina.contact_id, contacts.get('amina') ?? null);
  t.is(amina.difference?.kind, 'known_since');
  t.is(amina.later[0]?.action, 'withdraw');
});

test('a row the owner of the database edited is not what was decided', async (t) => {
  const { replay, why, events, contacts } = await sentCampaign(t);
  const owner = new pg.Client(loadConfig().DATABASE_URL);
  await owner.connect();
  // Karim's consent is dated after the sending; Sara, who never agreed, is recorded as allowed by it.
  await owner.query(`update consent_events set recorded_at = now() where id = $1`, [
    events.get('karim'),
  ]);
  await owner.query(
    `update messages set status = 'sent', reason = null, consent_event_id = $1 where contact_id = $2`,
    [events.get('amina'), contacts.get('bilal')],
  );
  await owner.end();
  const { found, differences } = await replay();
  t.like(found, { same: 2, not_as_decided: 2 });
  t.deepEqual(differences.map(({ decided, known_then }) => [decided, known_then]).toSorted(), [
    ['granted', 'no_consent'],
    ['granted', 'suppressed_admin'],
  ]);
  t.is((await why('karim')).difference?.kind, 'not_what_was_decided');
});

test('who was left out, and who never was in it, get their reason', async (t) => {
  const { services, ctx, campaign, why } = await sentCampaign(t);
  const sara = await why('sara');
  t.like(sara, { outcome: 'not_sent', reason: 'no_consent', rule: 'consent', difference: null });
  t.regex(sara.answer, /had not agreed/);
  const { id } = await createContact(
    services,
    ctx,
    newContact.parse({ email: 'late@example.com' }),
  );
  const late = await whyCampaign(services, ctx, campaign.id, { contact_id: id }, false);
  t.like(late, { outcome: 'not_sent', reason: 'added_later', message_id: null });
  const nobody = await whyCampaign(services, ctx, campaign.id, { email: 'x@example.com' }, false);
  t.like(nobody, { outcome: 'not_sent', reason: 'not_in_audience', contact_id: null });
});

test('a replay is started and told by the outbox, and its row says how far it is', async (t) => {
  const heard: string[] = [];
  const { services, ctx, campaign } = await sentCampaign(t, {
    ...noProcesses,
    start: async (type) => void (type === 'campaign-replay' && heard.push('started')),
    signal: async (_, signal) => Boolean(heard.push(signal)),
  });
  const { id } = await startReplay(services, ctx, campaign.id);
  const name = { type: 'campaign-replay' as const, tenantId: ctx.tenantId, id };
  const standing = () => services.db.withTenant(ctx, (trx) => ledgerStanding(trx, name));
  t.like(await standing(), { step: 'counting_decisions', open: true });
  t.deepEqual(await countDecisions(services, ctx, id), { of: 4 });
  t.like(await standing(), {
    step: 'deciding_again',
    counts: { done: 0, of: 4, differences: 0 },
    open: true,
  });
  await cancelReplay(services, ctx, id);
  t.like(await standing(), { step: 'ended', open: false });
  t.deepEqual(heard, ['started', 'canceled']);
  const again = await startReplay(services, ctx, campaign.id);
  t.deepEqual(await advanceReplay(services, ctx, again.id), {
    done: true,
    status: 'completed',
    counts: { done: 4, of: 4, differences: 0 },
  });
});

test('a replay that is stopped, or fails, says so and goes no further', async (t) => {
  const { services, ctx, campaign } = await sentCampaign(t);
  const begun = async () => (await startReplay(services, ctx, campaign.id)).id;
  const stopped = await begun();
  t.like(await cancelReplay(services, ctx, stopped), { status: 'canceled', audience: 0 });
  t.like(await advanceReplay(services, ctx, stopped), { done: true, status: 'canceled' });
  t.like(await getReplay(services, ctx, stopped), { status: 'canceled', audience: 0, error: null });
  await t.throwsAsync(cancelReplay(services, ctx, stopped), { message: /already canceled/ });

  const failed = await begun();
  await failReplay(services, ctx, failed);
  await failReplay(services, ctx, failed);
  const { status, error } = await getReplay(services, ctx, failed);
  t.is(status, 'failed');
  t.regex(error ?? '', /can be started again/);
  const audit = await services.db.withTenant(ctx, (trx) =>
    trx('audit_log')
      .where({ entity_id: campaign.id })
      .whereLike('action', 'campaign.replay_%')
      .orderBy('seq')
      .pluck('action'),
  );
  t.deepEqual(audit, [
    'campaign.replay_started', 'campaign.replay_canceled', 'campaign.replay_started', 'campaign.replay_failed',
  ]); // prettier-ignore
});

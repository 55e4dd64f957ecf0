import test from 'ava';
import { systemContext } from '#domain/context.ts';
import { escalateReview, readReviewClock, withdrawUndecided } from '#domain/reviews/clock.ts';
import { deliverOverdueOf } from '#domain/process-outbox/overdue.ts';
import { standingClock } from '../_support/clock.ts';
import { grantConsent } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';
import { readConsent } from '../_support/read-consent.ts';
import { noProcesses } from '../_support/services.ts';
import { someone, twilioApi, type TwilioApi } from '../_support/twilio.ts';

/** A person with two consents who then wrote something unclear. */
async function doubtful(api: TwilioApi, words = 'I don’t want these any more') {
  const tenant = await api.tenant();
  const who = someone();
  const service = { ...who, purpose: 'service' };
  const { contactId } = await grantConsent(api.services, tenant.context, who);
  await grantConsent(api.services, tenant.context, service);
  await api.say(who.address, words);
  const { body } = await tenant.call('GET', '/reviews?status=open');
  return { tenant, who, service, contactId, review: body.data[0], all: body.data };
}

/** Day of 2026 (New York) on which a text arrives, when colleagues are reminded, and the legal deadline. */
const WEEK = [
  {
    day: 'Sunday',
    received: '2026-11-29T17:39Z',
    near: '2026-12-09T17:39Z',
    due: '2026-12-11T17:39Z',
  },
  {
    day: 'Monday',
    received: '2026-11-30T17:39Z',
    near: '2026-12-10T17:39Z',
    due: '2026-12-14T17:39Z',
  },
  {
    day: 'Friday',
    received: '2026-12-04T17:39Z',
    near: '2026-12-16T17:39Z',
    due: '2026-12-18T17:39Z',
  },
  {
    day: 'Saturday',
    received: '2026-12-05T17:39Z',
    near: '2026-12-16T17:39Z',
    due: '2026-12-18T17:39Z',
  },
].map(({ day, ...times }) => ({
  day,
  received: new Date(times.received),
  near: new Date(times.near),
  due: new Date(times.due),
}));

test('unclear words wait for somebody, with their legal end, and change nothing meanwhile', async (t) => {
  const api = await twilioApi(t);
  const { tenant, who, contactId, review, all } = await doubtful(api);
  t.is(all.length, 1);
  t.like(review, {
    status: 'open',
    channel: 'sms',
    contact_id: contactId,
    text: 'I don’t want these any more',
    overdue: false,
    urgent: false,
    decided_by: null,
  });
  t.regex(review.address, /^\+1•••••\d{3}$/);
  t.is(await readConsent(api.services, tenant.context, who), 'granted');
  t.like(await tenant.call('GET', '/reviews/count'), { body: { open: 1, overdue: 0, urgent: 0 } });

  await api.say(who.address, 'leave me alone');
  t.like(
    await tenant.call('GET', '/reviews/count'),
    { body: { open: 1 } },
    'one question at a time',
  );
});

test('withdraw takes back everything on the channel, from when it was written; the words are the evidence', async (t) => {
  const api = await twilioApi(t);
  const { tenant, who, service, review } = await doubtful(api, 'wrong number');
  const path = `/reviews/${review.id}/decide`;
  const answer = await tenant.call('POST', path, { decision: 'withdraw', reason: 'clear to me' });
  t.like(answer, { status: 200, body: { status: 'withdrawn', reason: 'clear to me' } });
  t.deepEqual(answer.body.decided_by, tenant.context.actor);
  for (const person of [who, service]) {
    t.is(await readConsent(api.services, tenant.context, person), 'withdrawn');
    const { decision } = await sendTo(api.services, tenant.context, person);
    t.is(decision.reason, 'withdrawn');
  }
  const { body } = await tenant.call('GET', `/consents?contact_id=${review.contact_id}&purpose=marketing`); // prettier-ignore
  const history = await tenant.call('GET', `/consents/${body.data[0].id}/history?reveal=true`);
  const event = history.body.data.at(-1);
  t.like(event, { action: 'withdraw', source: 'keyword', captured_at: review.received_at });
  t.like(event.evidence.other, { text: 'wrong number', review_id: review.id });
  t.is((await tenant.call('POST', path, { decision: 'withdraw' })).status, 200, 'again is nothing');
  t.is((await tenant.call('POST', path, { decision: 'dismiss' })).status, 409);
});

test('dismissed, consent stays; a later text is a new question', async (t) => {
  const api = await twilioApi(t);
  const { tenant, who, review } = await doubtful(
    api,
    'stop at the shop on your way home would you please',
  );
  const path = `/reviews/${review.id}/decide`;
  t.like(await tenant.call('POST', path, { decision: 'dismiss' }), {
    body: { status: 'dismissed' },
  });
  t.is(await readConsent(api.services, tenant.context, who), 'granted');
  await api.say(who.address, 'leave me alone');
  t.like(await tenant.call('GET', '/reviews/count'), { body: { open: 1 } });
});

test('a yes given after the words stays when the words are decided', async (t) => {
  const api = await twilioApi(t);
  const { tenant, who, service, review } = await doubtful(api);
  await grantConsent(api.services, tenant.context, who);
  await tenant.call('POST', `/reviews/${review.id}/decide`, { decision: 'withdraw' });
  t.is(await readConsent(api.services, tenant.context, who), 'granted');
  t.is(await readConsent(api.services, tenant.context, service), 'withdrawn');
});

for (const { day, received, near, due } of WEEK) {
  test(`${day}: near the end it is said once; at the end it is withdrawn, whoever has not looked`, async (t) => {
    const { clock, pass } = standingClock(received);
    const api = await twilioApi(t, { clock });
    const { tenant, who, review } = await doubtful(api);
    t.like(review, { received_at: received.toISOString(), due_at: due.toISOString() });
    const asked = [api.services, systemContext(tenant.context.tenantId), review.id] as const;
    const toNear = near.getTime() - received.getTime();
    const toEnd = due.getTime() - received.getTime();
    t.deepEqual(await readReviewClock(...asked), {
      kind: 'withdrawal',
      status: 'open',
      escalated: false,
      escalateInMs: toNear,
      dueInMs: toEnd,
    });

    pass(toNear - 1);
    t.like(await escalateReview(...asked), { status: 'open', escalated: false, escalateInMs: 1 });
    t.like(await tenant.call('GET', '/reviews/count'), {
      body: { open: 1, urgent: 0, overdue: 0 },
    });
    pass(1);
    const toDue = due.getTime() - near.getTime();
    t.like(await escalateReview(...asked), { status: 'open', escalated: true, dueInMs: toDue });
    t.like(await tenant.call('GET', '/reviews/count'), {
      body: { open: 1, urgent: 1, overdue: 0 },
    });
    await escalateReview(...asked);
    const told = await tenant.call('GET', `/audit?entity_type=review&entity_id=${review.id}`);
    const actions = told.body.data.map((line: { action: string }) => line.action);
    t.deepEqual(actions, ['review.escalated', 'review.opened']);

    pass(toDue - 1);
    t.like(await withdrawUndecided(...asked), { status: 'open', dueInMs: 1 });
    t.like(await tenant.call('GET', `/reviews/${review.id}`), { body: { overdue: false } });
    pass(1);
    t.like(await tenant.call('GET', `/reviews/${review.id}`), { body: { overdue: true } });
    t.like(await tenant.call('GET', '/reviews/count'), { body: { overdue: 1 } });
    t.like(await withdrawUndecided(...asked), { status: 'withdrawn' });
    t.is(await readConsent(api.services, tenant.context, who), 'withdrawn');
    t.like(await tenant.call('GET', `/reviews/${review.id}`), {
      body: { status: 'withdrawn', overdue: false, decided_by: { type: 'system', id: null } },
    });
    t.like(await withdrawUndecided(...asked), { status: 'withdrawn' });
  });
}

test('the first to end is on top, page by page', async (t) => {
  const api = await twilioApi(t);
  const { tenant } = await doubtful(api);
  for (let n = 0; n < 3; n++) {
    const who = someone();
    await grantConsent(api.services, tenant.context, who);
    await api.say(who.address, 'leave me alone');
  }
  const first = await tenant.call('GET', '/reviews?limit=3');
  const second = await tenant.call('GET', `/reviews?limit=3&cursor=${first.body.next_cursor}`);
  const dues = [...first.body.data, ...second.body.data].map((r: { due_at: string }) => r.due_at);
  t.is(dues.length, 4);
  t.deepEqual(dues, dues.toSorted());
  t.is(second.body.next_cursor, null);
});

test('a clock that could not be started is started later, once', async (t) => {
  const asked: string[] = [];
  let away = true;
  const processes = {
    ...noProcesses,
    start: async (type: string, _: string, input: { id: string }) => {
      if (type === 'review' && away) throw new Error('Temporal is away');
      if (type === 'review') asked.push(input.id);
    },
  };
  const api = await twilioApi(t, { processes });
  const { tenant, review } = await doubtful(api);
  t.deepEqual(asked, []);
  away = false;
  await deliverOverdueOf(api.services, tenant.context, 0);
  await deliverOverdueOf(api.services, tenant.context, 0);
  t.deepEqual(
    asked.filter((id) => id === review.id),
    [review.id],
  );
});

test('words go to who has texted the number, not to everybody who has it', async (t) => {
  const api = await twilioApi(t);
  const [sender, other] = [await api.tenant(), await api.tenant()];
  const who = someone();
  for (const tenant of [sender, other]) await grantConsent(api.services, tenant.context, who);
  const { id } = await sendTo(api.services, sender.context, who);
  await api.services.db.withTenant(sender.context, (trx) =>
    trx('messages').where({ id }).update({ status: 'delivered', sent_at: trx.fn.now() }),
  );
  await api.say(who.address, 'leave me alone');
  t.like(await sender.call('GET', '/reviews/count'), { body: { open: 1 } });
  t.like(await other.call('GET', '/reviews/count'), { body: { open: 0, next_due_at: null } });
});

test('unclear words of somebody who has withdrawn everything are kept and wait for nobody', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  const who = someone();
  await grantConsent(api.services, tenant.context, who);
  await api.say(who.address, 'STOP');
  await api.say(who.address, 'leave me alone');
  t.like(await tenant.call('GET', '/reviews/count'), { body: { open: 0 } });
  const kept: unknown[] = await api.services.db.withTenant(tenant.context, (trx) =>
    trx('inbound_messages').where({ wish: 'perhaps_stop' }).select('id'),
  );
  t.is(kept.length, 1);
});

test('unclear words of somebody who has withdrawn one purpose only may mean the others', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  const who = someone();
  const { address: phone, channel, purpose } = who;
  await grantConsent(api.services, tenant.context, who);
  await tenant.call('POST', '/consents/opt-out', { phone, channel, purpose, source: 'verbal' });
  await api.say(phone, 'leave me alone');
  t.like(await tenant.call('GET', '/reviews/count'), { body: { open: 1 } });
});

test('what nobody understands waits for a reader, beside what may be a withdrawal; undecided, nothing follows', async (t) => {
  const api = await twilioApi(t);
  const { tenant, who, all } = await doubtful(api, 'What time do you open?');
  t.deepEqual(all, [], 'not among those that end as withdrawals');
  await api.say(who.address, 'Thank you so much');
  const unclear = async () =>
    (await tenant.call('GET', '/reviews?kind=unclear&status=open')).body.data;
  const [question, thanks] = await unclear();
  t.like(question, { kind: 'unclear', text: 'What time do you open?', urgent: false });
  t.is(thanks.text, 'Thank you so much');
  t.like((await tenant.call('GET', '/reviews/count')).body, { open: 0, urgent: 0, overdue: 0, unclear: 2 }); // prettier-ignore
  const ctx = tenant.context;
  const clock = await readReviewClock(api.services, ctx, question.id);
  t.like(clock, { kind: 'unclear', status: 'open', escalated: true }, 'nobody is reminded');
  await api.services.db.withTenant(ctx, (trx) =>
    trx('consent_reviews')
      .where({ id: question.id })
      .update({ due_at: trx.raw(`now() - interval '1 second'`) }),
  );
  t.is((await withdrawUndecided(api.services, ctx, question.id)).status, 'undecided');
  t.is(await readConsent(api.services, ctx, who), 'granted');
  t.is((await tenant.call('GET', `/reviews/${question.id}`)).body.status, 'undecided');
  t.is((await tenant.call('POST', `/reviews/${question.id}/decide`, { decision: 'withdraw' })).status, 409); // prettier-ignore

  // An open question does not stand in the way of what may be a withdrawal.
  await api.say(who.address, 'leave me alone');
  const { body: list } = await tenant.call('GET', '/reviews?status=open');
  t.deepEqual(list.data.map((one: { kind: string }) => one.kind), ['withdrawal']); // prettier-ignore
  const decided = await tenant.call('POST', `/reviews/${thanks.id}/decide`, {
    decision: 'withdraw',
  });
  t.is(decided.body.status, 'withdrawn');
  t.is(await readConsent(api.services, ctx, who), 'withdrawn');
});

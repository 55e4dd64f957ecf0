import test from 'ava';
import pg from 'pg';
import { loadConfig } from '#lib/config.ts';
import { newId } from '#lib/ids.ts';
import { prepareConfirmation } from '#domain/opt-in/confirmation.ts';
import { firstOrganization } from '#domain/inbound/who-knows.ts';
import { noProcesses } from '../_support/services.ts';
import { grantConsent, stopConsent, type Person } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';
import { readConsent } from '../_support/read-consent.ts';
import { FROM, someone, twilioApi, type TwilioApi } from '../_support/twilio.ts';
import type { TestTenant } from '../_support/api.ts';

/** What became of a message asked for now: the gate's word. */
async function gate(api: TwilioApi, tenant: TestTenant, who: Person): Promise<string> {
  const { decision } = await sendTo(api.services, tenant.context, who);
  return decision.outcome === 'sending' ? 'sending' : decision.reason;
}

const stateOf = (api: TwilioApi, tenant: TestTenant, who: Person) =>
  readConsent(api.services, tenant.context, who);

/** The last event of a person's consent, evidence in clear. */
async function lastEvent(tenant: TestTenant, contactId: string, purpose = 'marketing') {
  const { body } = await tenant.call('GET', `/consents?contact_id=${contactId}&purpose=${purpose}&channel=sms`); // prettier-ignore
  const { body: history } = await tenant.call('GET', `/consents/${body.data[0].id}/history?reveal=true`); // prettier-ignore
  return history.data.at(-1);
}

test('STOP withdraws every consent of that number, at every organization that knows it; twice is once', async (t) => {
  const api = await twilioApi(t);
  const [one, two, stranger] = [await api.tenant(), await api.tenant(), await api.tenant()];
  const who = someone();
  const service = { ...who, purpose: 'service' };
  const other = someone();
  const { contactId } = await grantConsent(api.services, one.context, who);
  await grantConsent(api.services, one.context, service);
  await grantConsent(api.services, two.context, who);
  await grantConsent(api.services, stranger.context, other);
  const sid = `SM${newId()}`.replaceAll('-', '');
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => api.say(who.address, 'Stop.', { MessageSid: sid })),
  );
  // Twilio confirms it itself; a second answer would be a text too many.
  t.deepEqual(answers, [null, null, null, null]);
  for (const [tenant, person] of [
    [one, who],
    [one, service],
    [two, who],
  ] as const) {
    // prettier-ignore
    t.is(await stateOf(api, tenant, person), 'withdrawn');
    t.is(await gate(api, tenant, person), 'withdrawn');
  }
  t.is(await stateOf(api, stranger, other), 'granted');
  const event = await lastEvent(one, contactId);
  t.like(event, { action: 'withdraw', source: 'keyword', actor: { type: 'person', id: null } });
  t.deepEqual(event.evidence.other, { provider_message_id: sid, text: 'Stop.', sent_to: FROM });
  const kept = await api.services.db.withTenant(one.context, (trx) =>
    trx('inbound_messages').select('wish'),
  );
  t.deepEqual(kept, [{ wish: 'stop' }], 'one row for four deliveries');
});

test('with revoke-all off a STOP is about the programme of the last text; without one, about all', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  t.is((await tenant.call('PATCH', '/consent-settings', { revoke_all: false })).status, 200);
  const who = someone();
  const service = { ...who, purpose: 'service' };
  for (const one of [who, service]) await grantConsent(api.services, tenant.context, one);
  for (const one of [who, service]) {
    const { id } = await sendTo(api.services, tenant.context, one);
    await api.services.db.withTenant(tenant.context, (trx) =>
      trx('messages').where({ id }).update({ status: 'delivered', sent_at: trx.fn.now() }),
    );
  }
  await api.say(who.address, 'STOP');
  t.is(await stateOf(api, tenant, service), 'withdrawn');
  t.is(await stateOf(api, tenant, who), 'granted');

  const silent = someone();
  const both = [silent, { ...silent, purpose: 'service' }];
  for (const one of both) await grantConsent(api.services, tenant.context, one);
  await api.say(silent.address, 'stop please');
  for (const one of both) t.is(await stateOf(api, tenant, one), 'withdrawn', one.purpose);
});

test('across channels, where the tenant wants it, a STOP also ends what the same contact gets by mail', async (t) => {
  const api = await twilioApi(t);
  const [wide, narrow] = [await api.tenant(), await api.tenant()];
  await wide.call('PATCH', '/consent-settings', { revoke_across_channels: true });
  const who = someone();
  const mail = {
    channel: 'email' as const,
    address: `${newId()}@example.com`,
    purpose: 'marketing',
  };
  for (const tenant of [wide, narrow]) {
    const { contactId } = await grantConsent(api.services, tenant.context, who);
    await tenant.call('PATCH', `/contacts/${contactId}`, { email: mail.address });
    await grantConsent(api.services, tenant.context, mail);
  }
  await api.say(who.address, 'STOP');
  t.is(await stateOf(api, wide, mail), 'withdrawn');
  t.is(await gate(api, wide, mail), 'withdrawn');
  t.is(await stateOf(api, narrow, mail), 'granted');
});

test('what the provider took for a STOP is one, whatever the words were', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  const who = someone();
  await grantConsent(api.services, tenant.context, who);
  t.is(await api.say(who.address, 'NOPE', { OptOutType: 'STOP' }), null);
  t.is(await stateOf(api, tenant, who), 'withdrawn');
  await api.say(who.address, 'BACK', { OptOutType: 'START' });
  t.is(await stateOf(api, tenant, who), 'granted');
  t.is(await api.say(who.address, 'help', { OptOutType: 'HELP' }), null, 'it answered already');
});

test('START gives back what that STOP took, with its evidence and its words, and lifts the block', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  const who = someone();
  const service = { ...who, purpose: 'service' };
  const { contactId, eventId } = await grantConsent(api.services, tenant.context, who);
  await tenant.call('POST', '/suppressions', {
    channel: 'sms', address: who.address, reason: 'provider_block',
  }); // prettier-ignore
  await api.say(who.address, 'STOP');
  await api.say(who.address, 'START');
  t.is(await stateOf(api, tenant, who), 'granted');
  t.is(await stateOf(api, tenant, service), 'withdrawn', 'never granted, so not given back');
  const event = await lastEvent(tenant, contactId);
  t.like(event, { action: 'grant', source: 'keyword', actor: { type: 'person' } });
  t.like(event.evidence.other, { text: 'START', sent_to: FROM, restores_event_id: eventId });
  t.truthy(event.expires_at, 'two years from the word START');
  t.is(await gate(api, tenant, who), 'sending');
});

test('START brings nobody back who never agreed, or who has also withdrawn on a page', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  const [never, page] = [someone(), someone()];
  await tenant.call('POST', '/contacts', { phone: never.address });
  await api.say(never.address, 'START');
  t.is(await stateOf(api, tenant, never), 'none');
  await grantConsent(api.services, tenant.context, page);
  await stopConsent(api.services, tenant.context, page);
  await api.say(page.address, 'START');
  t.is(await stateOf(api, tenant, page), 'withdrawn');
  t.is(await gate(api, tenant, page), 'withdrawn');
});

test('only the person comes back: neither an API call nor an import lifts a STOP', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  const who = someone();
  await grantConsent(api.services, tenant.context, who);
  await api.say(who.address, 'STOP');
  const again = await tenant.call('POST', '/consents/opt-in', {
    phone: who.address, channel: 'sms', purpose: 'marketing', source: 'api', wording: 'Yes.',
  }); // prettier-ignore
  t.is(again.status, 409);
  t.is(await stateOf(api, tenant, who), 'withdrawn');
});

test('YES is START only where the tenant says so, a STOP stands, and nothing was asked since', async (t) => {
  const api = await twilioApi(t);
  const [on, off] = [await api.tenant(), await api.tenant()];
  await on.call('PATCH', '/consent-settings', { yes_opts_in: true });
  const who = someone();
  for (const tenant of [on, off]) await grantConsent(api.services, tenant.context, who);
  await api.say(who.address, 'YES');
  await api.say(who.address, 'STOP');
  await api.say(who.address, 'yes!');
  t.is(await stateOf(api, on, who), 'granted');
  t.is(await stateOf(api, off, who), 'withdrawn', 'not enabled there');

  await api.say(who.address, 'STOP');
  await off.call('POST', '/verifications', { channel: 'sms', to: who.address });
  await api.say(who.address, 'YES');
  t.is(await stateOf(api, on, who), 'withdrawn', 'an answer to somebody else’s question');

  const fresh = someone();
  await on.call('POST', '/contacts', { phone: fresh.address });
  await api.say(fresh.address, 'YES');
  t.is(await stateOf(api, on, fresh), 'none');
});

test('HELP is answered, also while opted out, and signs nobody up; small talk is not answered', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  const who = someone();
  await grantConsent(api.services, tenant.context, who);
  t.regex((await api.say(who.address, 'help')) ?? '', /^Test organisation: reply STOP/);
  await api.say(who.address, 'STOP');
  t.regex((await api.say(who.address, 'INFO')) ?? '', /^Test organisation: reply STOP/);
  for (const words of ['Hello, when are you open?', '']) {
    t.is(await api.say(who.address, words), null, words);
  }
  t.is(await stateOf(api, tenant, who), 'withdrawn');
  await tenant.call('PATCH', '/consent-settings', { provider_answers_help: true });
  t.is(await api.say(who.address, 'help'), null);
});

test('one confirmation at most: ours where the provider has not spoken, once, and only in time', async (t) => {
  const started: string[] = [];
  const processes = {
    ...noProcesses,
    start: async (_type: string, _id: string, input: { id: string }) => void started.push(input.id),
  };
  const api = await twilioApi(t, { processes });
  const [one, two] = [await api.tenant(), await api.tenant()];
  const confirmations = async () => {
    const found = [];
    for (const id of started.splice(0)) {
      for (const { context } of [one, two]) {
        const made = await prepareConfirmation(api.services, context, {
          id,
          category: 'opt_out_confirmation',
        });
        if (made) found.push(made);
      }
    }
    return found;
  };
  const who = someone();
  for (const tenant of [one, two]) {
    for (const purpose of ['marketing', 'service']) {
      await grantConsent(api.services, tenant.context, { ...who, purpose });
    }
  }
  await api.say(who.address, 'STOP');
  t.is(started.length, 2);
  t.deepEqual(await confirmations(), [], 'the provider confirms the bare word');

  await api.say(who.address, 'START');
  await api.say(who.address, 'please stop texting me');
  const [only, ...more] = await confirmations();
  t.regex(only?.text ?? '', /^Test organisation: you will receive no more texts/);
  t.regex(only?.text ?? '', /News and offers.+Service messages|Service messages.+News and offers/);
  t.is(only?.to, who.address);
  t.deepEqual(more, [], 'one for one STOP, though two organizations heard it');
  await api.say(who.address, 'please stop texting me');
  t.deepEqual(started, [], 'nothing was left to withdraw');

  await one.call('PATCH', '/consent-settings', { provider_confirms_stop: false });
  const late = someone();
  await grantConsent(api.services, one.context, late);
  await api.say(late.address, 'STOP');
  const [id = ''] = started;
  const db = new pg.Client(loadConfig().DATABASE_URL);
  await db.connect();
  await db
    .query(`update consent_events set recorded_at = now() - interval '6 minutes' where id = $1`, [
      id,
    ])
    .finally(() => db.end());
  t.deepEqual(await confirmations(), [], 'five minutes are over');
});

test('a STOP holds at an organization that is suspended, and when it comes back', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  const who = someone();
  await grantConsent(api.services, tenant.context, who);
  const suspend = (status: string) =>
    api.services.db.withTenant(tenant.context, (trx) => trx('tenants').update({ status }));
  await suspend('suspended');
  await api.say(who.address, 'STOP');
  t.is(await api.say(who.address, 'HELP').then((said) => said?.includes('Test organisation')), false); // prettier-ignore
  await suspend('active');
  t.is(await gate(api, tenant, who), 'withdrawn');
});

for (const [from, known] of [
  ['+5491123450001', '+541123450001'],
  ['+541123450002', '+5491123450002'],
  ['+5215512340003', '+525512340003'],
  ['+551187650004', '+5511987650004'],
] as const) {
  test(`STOP from ${from} ends the consent of ${known}, and leaves neither spelling open`, async (t) => {
    const api = await twilioApi(t);
    const tenant = await api.tenant();
    const who = { ...someone(), address: known };
    await grantConsent(api.services, tenant.context, who);
    await api.say(from, 'STOP');
    t.is(await stateOf(api, tenant, who), 'withdrawn');
    t.is(await gate(api, tenant, who), 'withdrawn');
    await api.say(from, 'START');
    t.is(await stateOf(api, tenant, who), 'granted');
    await api.say(known, 'STOP');
    t.is(await gate(api, tenant, who), 'withdrawn');
    const { data } = (await tenant.call('GET', '/consents?channel=sms')).body;
    t.true(data.every((c: { state: string }) => c.state === 'withdrawn'));
  });
}

const sid = (): string => `SM${newId()}`.replaceAll('-', '');

test('a text from a number that nobody knows is kept by the first organisation, and waits to be read', async (t) => {
  const api = await twilioApi(t);
  const first = await firstOrganization(api.services);
  if (!first) return t.fail();
  const kept = async (sid: string) =>
    api.services.db.withTenant(first, async (trx) => {
      const row: { id: string; wish: string } | undefined = await trx('inbound_messages')
        .where({ provider_message_id: sid })
        .first('id', 'wish');
      const review: unknown[] = row
        ? await trx('consent_reviews').where({ inbound_message_id: row.id }).select('id')
        : [];
      return { wish: row?.wish, reviews: review.length };
    });
  const [question, stop, code] = [sid(), sid(), sid()];
  await api.say(someone().address, 'When are you open?', { MessageSid: question });
  t.deepEqual(await kept(question), { wish: 'none', reviews: 1 });
  await api.say(someone().address, 'СТОП', { MessageSid: stop });
  t.deepEqual(await kept(stop), { wish: 'stop', reviews: 1 });
  await api.say('24273', 'STOP', { MessageSid: code });
  t.deepEqual(await kept(code), { wish: 'stop', reviews: 0 });
});

import test from 'ava';
import pg from 'pg';
import { loadConfig } from '#lib/config.ts';
import { newId } from '#lib/ids.ts';
import { prepareConfirmation } from '#domain/opt-in/confirmation.ts';
import { firstOrganization } from '#domain/inbound/who-knows.ts';
import { noProcesses } from '../_support/services.ts';
import { grantConsent } from '../_support/consent.ts';
import { someone, twilioApi } from '../_support/twilio.ts';
import { stateOf } from '../_support/inbound-texts.ts';

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

import test from 'ava';
import { newId } from '#lib/ids.ts';
import { grantConsent, stopConsent } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';
import { FROM, someone, twilioApi } from '../_support/twilio.ts';
import { gate, lastEvent, stateOf } from '../_support/inbound-texts.ts';

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
  // Twilio confirms it itself; a second answer would be one text too many.
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

test('START gives back what was agreed to, not what the purpose has become since', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  const who = someone();
  const { contactId } = await grantConsent(api.services, tenant.context, who);
  await api.say(who.address, 'STOP');
  const purposes = await tenant.call('GET', '/purposes');
  const { id } = purposes.body.data.find((one: { key: string }) => one.key === who.purpose);
  await tenant.call('PATCH', `/purposes/${id}`, {
    name: 'Anything we like', expires_after_days: null, renew_before_days: null,
  }); // prettier-ignore
  await api.say(who.address, 'START');
  const event = await lastEvent(tenant, contactId);
  t.like(event, { action: 'grant', state_after: 'granted', purpose_version: 1 });
  t.truthy(event.expires_at, 'two years, as agreed');
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

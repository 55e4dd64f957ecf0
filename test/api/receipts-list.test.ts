import { MockActivityEnvironment } from '@temporalio/testing';
import test, { type ExecutionContext } from 'ava';
import pg from 'pg';
import { checkReceipt } from '#domain/receipts/check-receipt.ts';
import { describeReceipt } from '#domain/receipts/receipt-page.ts';
import { receiptUrl } from '#domain/signed-links/links.ts';
import { loadConfig } from '#lib/config.ts';
import { createConsentActivities } from '../../activities/consent/index.ts';
import { testApi } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';
import { localProviders } from '../_support/providers.ts';

const ADDRESS = 'amina@example.com';

/** A person who agreed. */
async function agreed(t: ExecutionContext, address = ADDRESS) {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { services } = api;
  const person = { channel: 'email' as const, address, purpose: 'marketing' };
  const { eventId, contactId } = await grantConsent(services, tenant.context, person);
  const list = async (query = '') => (await tenant.call('GET', `/receipts${query}`)).body.data;
  const one = async (query = '') => (await tenant.call('GET', `/receipts/${eventId}${query}`)).body;
  const [{ consent_id: consentId }] = await list();
  const download = (query = '') => tenant.call('GET', `/consents/${consentId}/receipt${query}`);
  return { services, tenant, eventId, contactId, consentId, list, one, download };
}

test('a receipt is listed from the moment somebody agrees; each making of it is told, looking at it is none', async (t) => {
  const { tenant, eventId, contactId, consentId, list, one, download } = await agreed(t);
  const [before] = await list();
  t.like(before, { id: eventId, consent_id: consentId, contact_id: contactId, available: 'yes' });
  t.like(before, { action: 'grant', purpose: 'marketing', address: 'a•••@example.com' });
  t.like(before, { handed: null, opened_at: null, made: { times: 0, last_at: null } });
  t.like(await one(), { check: { ok: true, problems: [] }, made: { times: 0 }, makings: [] });

  await download();
  await download('?reveal=true');
  const [after] = await list();
  t.is(after.made.times, 2);
  const { makings, receipt } = await one();
  t.deepEqual(
    makings.map((made: { revealed: boolean }) => made.revealed),
    [true, false],
  );
  t.is(makings[0].by.id, tenant.context.actor.id);
  t.is(receipt.piiPrincipalId, 'a•••@example.com');
  t.deepEqual(await list('?state=none'), []);
  t.is((await list('?state=made')).length, 1);
  t.deepEqual(await list('?state=handed'), []);
});

test('the mail that confirms hands it over; the first time its link is opened is told once', async (t) => {
  const { services, tenant, eventId, list, one } = await agreed(t);
  const { deps } = await localProviders(t, services);
  const { confirmOptIn } = createConsentActivities(deps);
  const input = { tenantId: tenant.context.tenantId, id: eventId };
  t.true(await new MockActivityEnvironment().run(confirmOptIn, input));
  const [handed] = await list('?state=handed');
  t.is(handed.handed.message_id, eventId);
  t.is(handed.opened_at, null);

  const keys = await services.keyring.keys(tenant.context);
  const token = receiptUrl('', keys, { tenantId: tenant.context.tenantId, eventId }).slice(3);
  t.truthy(await describeReceipt(services, token, () => 'en', 'the person'));
  const { opened_at } = await one();
  t.truthy(opened_at);
  await describeReceipt(services, token, () => 'en', 'the person again');
  t.is((await one()).opened_at, opened_at);
  const { body } = await tenant.call('GET', '/audit?action=consent.receipt_opened');
  t.is(body.data.length, 1);
  t.like(body.data[0], { actor_type: 'person', detail: { event_id: eventId } });
});

test('receipts are found by an address, today’s and an earlier one, and by consent and contact', async (t) => {
  const { tenant, eventId, contactId, consentId, list } = await agreed(t);
  await tenant.call('PATCH', `/contacts/${contactId}`, { email: 'later@example.com' });
  const to = async (address: string) =>
    (await tenant.call('POST', '/receipts/search', { address })).body.data;
  for (const found of [
    await to(ADDRESS),
    await to(' Later@Example.com'),
    await list(`?contact_id=${contactId}`),
    await list(`?consent_id=${consentId}`),
  ]) {
    t.deepEqual(
      found.map(({ id }: { id: string }) => id),
      [eventId],
    );
  }
  t.deepEqual(await to('nobody@example.com'), []);
  t.is((await tenant.call('POST', '/receipts/search', { address: '???' })).status, 422);
});

test('revealing is for who may, and audited; another organisation’s receipt is not there', async (t) => {
  const { tenant, eventId, one } = await agreed(t);
  const shown = await one('?reveal=true');
  t.is(shown.receipt.piiPrincipalId, ADDRESS);
  t.like(checkReceipt(shown.receipt), { ok: true, says: { address_proven: true } });
  t.is(shown.made.times, 0, 'a look is no making');
  const audit = await tenant.call('GET', '/audit?action=consent.revealed');
  t.is(audit.body.data.length, 1);
  const elsewhere = await agreed(t);
  t.is((await elsewhere.tenant.call('GET', `/receipts/${eventId}`)).status, 404);
});

test('a record that was changed behind our back says so', async (t) => {
  const { eventId, one } = await agreed(t);
  const owner = new pg.Client(loadConfig().DATABASE_URL);
  await owner.connect();
  await owner.query(`update consent_events set source = 'keyword' where id = $1`, [eventId]);
  await owner.end();
  const { receipt, check } = await one();
  t.is(receipt, null);
  t.regex(check.problems.join(), /does not match the audit log/);
});

test('a receipt that somebody brings: ours and whole, somebody else’s, altered, none', async (t) => {
  const mine = await agreed(t);
  const theirs = await agreed(t);
  const check = async (receipt: unknown) =>
    (await mine.tenant.call('POST', '/receipts/check', { receipt })).body;
  const { body: receipt } = await mine.download('?reveal=true');
  t.deepEqual(await check(receipt), {
    ok: true,
    problems: [],
    receipt_id: mine.eventId,
    address_proven: true,
  });
  t.like(await check((await theirs.download()).body), {
    ok: false,
    problems: ['is unchanged, but was not signed by a key of your organization'],
    receipt_id: null,
  });
  t.like(await check({ ...receipt, jurisdiction: 'XX' }), { ok: false });
  t.regex((await check({ hello: 'there' })).problems.join(), /is not a receipt/);
  t.is((await mine.tenant.call('POST', '/receipts/check', { receipt: 'hello' })).status, 422);
});

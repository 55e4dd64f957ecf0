import test from 'ava';
import { requestUnproven } from '#domain/opt-in/unproven.ts';
import { newId } from '#lib/ids.ts';
import { erase } from '../_support/erasing.ts';
import { live } from '../_support/lived.ts';
import { testApi, type TestTenant } from '../_support/api.ts';
import { delivered } from '../_support/visitor.ts';

/* A purpose that is changed while a question waits for its answer: the yes is to what was asked. */

const OLD = { name: 'Old name', description: 'Weekly news', expires_after_days: 30 };
const NEW = { name: 'New name', description: 'Anything, also from partners', expires_after_days: null, renew_before_days: null }; // prettier-ignore

const purpose = async (tenant: TestTenant): Promise<string> =>
  (await tenant.call('POST', '/purposes', { key: 'news', category: 'marketing', ...OLD })).body.id;

const ask = async (tenant: TestTenant, email: string) =>
  (
    await tenant.call('POST', '/consents/opt-in', {
      email,
      channel: 'email',
      purpose: 'news',
      source: 'web_form',
      wording: 'Old wording',
    })
  ).body;

/** @returns the days until the consent ends */
async function daysOf(tenant: TestTenant, id: string): Promise<number | null> {
  const { body } = await tenant.call('GET', `/consents/${id}`);
  return body.expires_at === null
    ? null
    : (Date.parse(body.expires_at) - Date.parse(body.captured_at)) / 86_400_000;
}

test('a code grants the version that was asked for, with its end; the mail sent again and the receipt name it', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const id = await purpose(tenant);
  const asked = await ask(tenant, 'ann@example.com');
  t.is((await tenant.call('PATCH', `/purposes/${id}`, NEW)).status, 200);
  const mail = await delivered(api.services, tenant.context, asked.verification_id);
  t.regex(mail.text, /Old name/);
  t.notRegex(mail.text, /New name/);
  const { code } = mail;
  const checked = await tenant.call('POST', `/verifications/${asked.verification_id}/check`, { code }); // prettier-ignore
  t.is(checked.body.status, 'approved');
  const events = await tenant.call('GET', `/consents/${asked.id}/history`);
  const byAction = Object.fromEntries(events.body.data.map((e: { action: string; purpose_version: number }) => [e.action, e.purpose_version])); // prettier-ignore
  t.deepEqual(byAction, { request: 1, grant: 1 });
  t.is(await daysOf(tenant, asked.id), 30);

  // The next question is about the new version.
  const again = await ask(tenant, 'ben@example.com');
  const next = await delivered(api.services, tenant.context, again.verification_id);
  t.regex(next.text, /New name/);
  await tenant.call('POST', `/verifications/${again.verification_id}/check`, { code: next.code });
  t.is(await daysOf(tenant, again.id), null);
});

test('so does the code of an erased person, whose request is recorded only with its proof', async (t) => {
  const { services, tenant: newTenant } = await testApi(t);
  const tenant = await newTenant();
  const id = await purpose(tenant);
  const gone = await live(services, tenant.context, 'gone');
  await erase(services, tenant.context, gone.id);
  const request = {
    email: gone.email,
    channel: 'email',
    purpose: 'news',
    wording: 'Old wording',
    source: 'web_form',
    language: 'en',
  } as const;
  const ctx = { ...tenant.context, resourceId: newId() };
  const { verification_id } = await requestUnproven(services, ctx, request, null);
  await tenant.call('PATCH', `/purposes/${id}`, NEW);
  const { code, text } = await delivered(services, tenant.context, verification_id);
  t.regex(text, /Old name/);
  await tenant.call('POST', `/verifications/${verification_id}/check`, { code });
  const events = await services.db.withTenant(tenant.context, (trx) =>
    trx('consent_events').where({ verification_id }).select('action', 'purpose_version'),
  );
  t.deepEqual(events, [{ action: 'grant', purpose_version: 1 }]);
});

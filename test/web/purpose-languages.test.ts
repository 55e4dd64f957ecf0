import test from 'ava';
import { prepareConfirmation } from '#domain/opt-in/confirmation.ts';
import { createPurpose, updatePurpose } from '#domain/purposes/purposes.ts';
import { listConsents } from '#domain/consent/read/read.ts';
import { preferencesUrlOf, receiptUrl } from '#domain/signed-links/links.ts';
import { stopConsent } from '../_support/consent.ts';
import { readConsent } from '../_support/read-consent.ts';
import { delivered, hiddenOf, solved, visitor, type Visitor } from '../_support/visitor.ts';

const EN = 'Garden evenings';
const AR = { name: 'أمسيات الحديقة', description: 'دعوات إلى حديقتنا' };
const RENAMED = 'ليالي البستان';
const NOOR = { channel: 'email' as const, address: 'noor@example.com', purpose: 'garden' };

const idOf = (location: string): string =>
  new URL(location, 'http://x').searchParams.get('id') ?? '';

/** Somebody who signed up for a purpose with two names on the Arabic form, and proved the address. */
async function signedUp(web: Visitor) {
  const { services, context, base } = web;
  const purpose = await createPurpose(services, context, {
    key: 'garden',
    category: 'marketing',
    name: EN,
    description: 'Invitations to our garden',
    translations: { ar: AR },
    expires_after_days: null,
    renew_before_days: null,
  });
  const form = await web.get(`${base}/opt-in?lang=ar&channel=email`);
  const hidden = hiddenOf(form.text);
  const answer = await web.post(`${base}/opt-in`, {
    ...hidden,
    altcha: await solved(hidden['ticket'] ?? ''),
    address: NOOR.address,
    purposes: ['garden'],
  });
  const invite = await delivered(services, context, idOf(answer.location));
  const confirm = {
    ar: await web.get(invite.link, { 'accept-language': 'ar' }),
    en: await web.get(invite.link, { 'accept-language': 'en' }),
  };
  await web.post(invite.link, {});
  const { data } = await listConsents(services, context, { channel: 'email', limit: 1 });
  const event = await services.db.withTenant(context, (trx) =>
    trx('consents').first('id', 'granted_event_id as grant'),
  );
  const keys = await services.keyring.keys(context);
  const preferences = preferencesUrlOf('', keys, {
    tenantId: context.tenantId,
    id: data[0]?.id ?? '',
  });
  return { purpose, form, invite, confirm, event, keys, preferences };
}

const rename = (web: Visitor, id: string) =>
  updatePurpose(web.services, web.context, id, {
    translations: { ar: { ...AR, name: RENAMED } },
  });

test('form, mail, pages and receipt name a purpose in the reader’s language', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  const { form, invite, confirm, event, keys, preferences } = await signedUp(web);
  t.true(form.text.includes(AR.name) && form.text.includes(AR.description));
  t.false(form.text.includes(EN));
  t.true(invite.subject.includes(AR.name), invite.subject);
  t.true(confirm.ar.text.includes(AR.name) && !confirm.ar.text.includes(EN));
  // It also quotes the wording that gets recorded, in the language of the form.
  t.true(confirm.en.text.includes(EN));

  const mail = await prepareConfirmation(services, context, {
    id: event.grant,
    category: 'confirmation',
  });
  t.true(mail?.subject?.includes(AR.name), mail?.subject);
  const leave = new URL(mail?.list.unsubscribeUrl ?? '').pathname;
  t.true((await web.get(`${leave}?lang=ar`)).text.includes(AR.name));
  t.true((await web.get(`${leave}?lang=en`)).text.includes(EN));

  t.true((await web.get(`${preferences}?lang=en`)).text.includes(EN));
  const arabic = await web.get(`${preferences}?lang=ar`);
  t.true(arabic.text.includes(AR.name) && !arabic.text.includes(EN));
  const receipt = receiptUrl('', keys, { tenantId: context.tenantId, eventId: event.grant });
  t.true((await web.get(`${receipt}?lang=ar`)).text.includes(AR.name));
  t.true((await web.get(`${receipt}?lang=en`)).text.includes(EN));
});

test('what was shown is what the event names: a new name changes neither receipt nor history', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  const { purpose, event, keys, preferences } = await signedUp(web);
  await rename(web, purpose.id);
  const link = { tenantId: context.tenantId, eventId: event.grant };
  const file = JSON.parse((await web.get(`${receiptUrl('', keys, link)}/receipt.json`)).text);
  t.is(file.language, 'ar');
  t.is(file.services[0].purposes[0].purpose, AR.name);
  t.is(file.record.statement.purpose_version, 1);
  t.true(file.record.wording.includes(AR.name));

  const page = (await web.get(`${preferences}?lang=ar`)).text;
  const [now = '', then = ''] = page.split('<details>');
  t.true(now.includes(AR.name) && !now.includes(RENAMED), 'what is received, as it was agreed to');
  t.true(then.includes(AR.name) && !then.includes(RENAMED), 'what happened, as it was called then');

  // A withdrawal shows no words: its receipt speaks the language of what it takes back.
  await stopConsent(services, context, NOOR);
  const last = await services.db.withTenant(context, (trx) =>
    trx('consents').first('last_event_id as id'),
  );
  const left = receiptUrl('', keys, { tenantId: context.tenantId, eventId: last.id });
  const withdrawal = JSON.parse((await web.get(`${left}/receipt.json`)).text);
  t.like(withdrawal, { language: 'ar' });
  t.is(withdrawal.services[0].purposes[0].purpose, RENAMED);
});

test('words that changed while somebody read them are shown again, not agreed to', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  const { purpose, preferences } = await signedUp(web);
  await stopConsent(services, context, NOOR);
  const path = `${preferences}?lang=ar`;
  const read = async (): Promise<Record<string, string | string[]>> => {
    const { text } = await web.get(path);
    const shown = [...text.matchAll(/name="shown" value="([0-9a-f]{64})"/g)].map(([, sha = '']) => sha); // prettier-ignore
    return { intent: 'opt_in', purposes: ['garden'], language: 'ar', shown };
  };
  const stale = await read();
  await rename(web, purpose.id);
  t.is((await web.post(path, stale)).status, 422);
  t.is(await readConsent(services, context, NOOR), 'withdrawn');
  t.is((await web.post(path, await read())).status, 303);
  t.is(await readConsent(services, context, NOOR), 'pending');
});

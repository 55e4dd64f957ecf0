import test from 'ava';
import { createPurpose } from '#domain/purposes/purposes.ts';
import { placeHold } from '#domain/privacy/place.ts';
import { wordsOf } from '../../web/public/words/index.ts';
import { listConsents } from '#domain/consent/read/read.ts';
import { prepareLink } from '#domain/preferences/prepare-link.ts';
import {
  preferencesUrl,
  preferencesUrlOf,
  receiptUrl,
  unsubscribeUrl,
} from '#domain/signed-links/links.ts';
import type { Processes } from '#domain/processes.ts';
import { newId } from '#lib/ids.ts';
import { dayInWords } from '#lib/zoned-day.ts';
import { grantConsent, stopConsent } from '../_support/consent.ts';
import { readConsent } from '../_support/read-consent.ts';
import { noProcesses, testContext } from '../_support/services.ts';
import { delivered, visitor, type Visitor } from '../_support/visitor.ts';

const MAIL = { channel: 'email' as const, address: 'amina@example.com' };
const TEXT = { channel: 'sms' as const, address: '+12015550144' };

async function withEvents(web: Visitor): Promise<void> {
  await createPurpose(web.services, web.context, {
    key: 'events',
    name: 'Events',
    description: '',
    category: 'marketing',
    expires_after_days: null,
    renew_before_days: null,
  });
}

/** The path of the link that opens somebody's preferences. */
async function linkOf(web: Visitor, channel: 'sms' | 'email'): Promise<string> {
  const { services, context } = web;
  const { data } = await listConsents(services, context, { channel, limit: 1 });
  const keys = await services.keyring.keys(context);
  return preferencesUrlOf('', keys, { tenantId: context.tenantId, id: data[0]?.id ?? '' });
}

const idOf = (location: string): string =>
  new URL(location, 'http://x').searchParams.get('id') ?? '';

test('days on the page and on a receipt are those of the organization’s clock', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  const { eventId } = await grantConsent(services, context, { ...MAIL, purpose: 'marketing' });
  const link = await linkOf(web, 'email');
  const keys = await services.keyring.keys(context);
  const receipt = receiptUrl('', keys, { tenantId: context.tenantId, eventId }, 'masked');
  const event = await services.db.withTenant(context, (trx) =>
    trx('consent_events').where({ id: eventId }).first('captured_at'),
  );
  // A whole day apart: at no moment do both show the day of UTC.
  for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
    await services.db.withTenant(context, (trx) => trx('tenants').update({ time_zone: zone }));
    const day = dayInWords('en', zone, event.captured_at);
    const { text } = await web.get(link);
    t.true(text.includes(`since ${day}`), zone);
    t.true((await web.get(receipt)).text.includes(day), zone);
  }
});

test('a link shows what an address receives; opening it changes nothing, leaving takes the link alone', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  await withEvents(web);
  await grantConsent(services, context, { ...MAIL, purpose: 'marketing' });
  await grantConsent(services, context, { ...MAIL, purpose: 'events' });
  const link = await linkOf(web, 'email');
  const page = await web.get(link);
  t.is(page.status, 200);
  t.is(page.headers.get('referrer-policy'), 'no-referrer');
  t.regex(page.text, /a•••@example\.com/);
  t.false(page.text.includes('amina@example.com'));
  t.regex(page.text, /You agreed to Events/);
  t.false(/<script/.test(page.text));
  t.is(await readConsent(services, context, { ...MAIL, purpose: 'events' }), 'granted');

  // From anywhere: a mail program's own page, a frame without an origin.
  const left = await web.post(link, { intent: 'withdraw', purpose: 'events' }, { origin: 'null' });
  t.is(left.status, 303);
  t.is(await readConsent(services, context, { ...MAIL, purpose: 'events' }), 'withdrawn');
  t.is(await readConsent(services, context, { ...MAIL, purpose: 'marketing' }), 'granted');
  await web.post(link, { intent: 'withdraw' });
  t.is(await readConsent(services, context, { ...MAIL, purpose: 'marketing' }), 'withdrawn');
  const events = await services.db.withTenant(context, (trx) =>
    trx('consent_events')
      .where({ action: 'withdraw', source: 'preference_centre' })
      .select('actor_type', 'form_url'),
  );
  t.true(events.length >= 2);
  // A link is a key: it stands in no record.
  t.true(events.every((e) => e.actor_type === 'person' && e.form_url.endsWith('/p')));
});

test('coming back takes a new proof, since a link may be forwarded; it lifts a withdrawal', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  for (const person of [MAIL, TEXT]) {
    await grantConsent(services, context, { ...person, purpose: 'marketing' });
    await stopConsent(services, context, { ...person, purpose: 'marketing' });
  }
  const mail = await linkOf(web, 'email');
  const asked = await web.post(mail, { intent: 'opt_in', purposes: ['marketing'], language: 'ar' });
  t.regex(asked.location, /done=asked/);
  t.is(await readConsent(services, context, { ...MAIL, purpose: 'marketing' }), 'pending');
  const pending = await services.db.withTenant(context, (trx) =>
    trx('verifications').orderBy('created_at', 'desc').first('id'),
  );
  const { link } = await delivered(services, context, pending.id);
  await web.post(link, {});
  t.is(await readConsent(services, context, { ...MAIL, purpose: 'marketing' }), 'granted');
  const history = await web.get(`${mail}?lang=ar`);
  t.regex(history.text, /dir="rtl"/);
  t.regex(history.text, /نعم، أوافق على أن ترسل إليّ/);

  const text = await linkOf(web, 'sms');
  const started = await web.post(text, {
    intent: 'opt_in',
    purposes: ['marketing'],
    language: 'en',
  });
  t.regex(started.location, /done=code/);
  const id = idOf(started.location);
  const wrong = await web.post(started.location, { intent: 'check', id, code: '000000' });
  t.is(wrong.status, 422);
  const { code } = await delivered(services, context, id).catch(() => ({ code: '' }));
  t.truthy(code);
  t.regex(
    (await web.post(started.location, { intent: 'check', id, code })).location,
    /done=granted/,
  );
  t.is(await readConsent(services, context, { ...TEXT, purpose: 'marketing' }), 'granted');
  t.is(
    (await web.post(text, { intent: 'opt_in', purposes: ['nobody'], language: 'en' })).status,
    422,
  );
  t.is((await web.post(text, { intent: 'opt_in', language: 'en' })).status, 422);
});

test('a link belongs to its organisation, its address and its channel; a changed one is none', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  await grantConsent(services, context, { ...MAIL, purpose: 'marketing' });
  await grantConsent(services, context, { ...TEXT, purpose: 'marketing' });
  const link = await linkOf(web, 'email');
  await web.post(link, { intent: 'withdraw' });
  t.is(await readConsent(services, context, { ...TEXT, purpose: 'marketing' }), 'granted');
  const other = await testContext(services);
  const forged = preferencesUrlOf('', await services.keyring.keys(other), {
    tenantId: context.tenantId,
    id: newId(),
  });
  for (const path of [`${link}x`, link.slice(0, -4), forged, '/p/nothing']) {
    t.is((await web.get(path)).status, 404, path);
    t.is((await web.post(path, { intent: 'withdraw' })).status, 404, path);
  }
});

test('every message has its own link, which the unsubscribe page names', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  const { eventId, contactId } = await grantConsent(services, context, { ...MAIL, purpose: 'marketing' }); // prettier-ignore
  const messageId = newId();
  await services.db.withTenant(context, (trx) =>
    trx.raw(
      `insert into messages (tenant_id, id, contact_id, channel, purpose_id, address_bidx, status, consent_event_id)
       select tenant_id, ?, ?, channel, purpose_id, address_bidx, 'sent', ? from consents limit 1`,
      [messageId, contactId, eventId],
    ),
  );
  const keys = await services.keyring.keys(context);
  const link = preferencesUrl('', keys, { tenantId: context.tenantId, messageId });
  t.regex((await web.get(link)).text, /a•••@example\.com/);
  t.is((await web.get(`/u/${link.slice(3)}`)).status, 404, 'one kind of link is not another');
  const out = await web.get(unsubscribeUrl('', keys, { tenantId: context.tenantId, messageId }));
  t.true(out.text.includes(`href="${link}"`));
});

test('the language is chosen, shown and remembered for later messages', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  const { contactId } = await grantConsent(services, context, { ...MAIL, purpose: 'marketing' });
  const link = await linkOf(web, 'email');
  const saved = await web.post(link, { intent: 'language', language: 'ar' });
  t.regex((await web.get(saved.location)).text, /<html lang="ar" dir="rtl"/);
  const row = await services.db.withTenant(context, (trx) =>
    trx('contacts').where({ id: contactId }).first('locale'),
  );
  t.is(row.locale, 'ar');
});

test('under a legal hold a stored language stays, and the page says so', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  const { contactId } = await grantConsent(services, context, { ...MAIL, purpose: 'marketing' });
  const link = await linkOf(web, 'email');
  const localeOf = async () =>
    services.db.withTenant(context, async (trx) => {
      const { locale } = await trx('contacts').where({ id: contactId }).first('locale');
      return locale;
    });
  const hold = { scope: 'contact' as const, email: MAIL.address, reason: 'Case 17 C 4711/26' };
  await placeHold(services, context, hold);
  // To add a value loses nothing.
  await web.post(link, { intent: 'language', language: 'en' });
  t.is(await localeOf(), 'en');
  const kept = await web.post(link, { intent: 'language', language: 'ar' });
  const { text } = await web.get(kept.location);
  t.regex(text, /<html lang="ar" dir="rtl"/);
  t.true(text.includes(wordsOf('ar').preferences.languageKept));
  t.is(await localeOf(), 'en');
});

test('a link is sent to whom we know, and the answer is the same to everybody', async (t) => {
  const started: { id: string; consentId: string }[] = [];
  const processes: Processes = {
    ...noProcesses,
    start: async (type, _, input) => {
      if (type === 'preferences-link' && 'consentId' in input) started.push(input);
    },
  };
  const web = await visitor(t, { processes });
  const { services, context } = web;
  await grantConsent(services, context, { ...MAIL, purpose: 'marketing' });
  const answers = [];
  for (const address of [MAIL.address, 'stranger@example.com']) {
    const answer = await web.post(`${web.base}/preferences`, { channel: 'email', address });
    // The state is encrypted, so it is never the same twice.
    const [where, state = ''] = answer.location.split('state=');
    answers.push([answer.status, where, state.length]);
  }
  t.deepEqual(answers[0], answers[1]);
  // Both are started, so that the time of the answer does not tell either; for a stranger nothing is sent.
  t.is(started.length, 2);
  const [first, stranger] = started;
  if (!first || !stranger) throw new Error('nothing was started');
  t.is(await prepareLink(services, context, stranger), null);
  const message = await prepareLink(services, context, first);
  t.is(message?.to, MAIL.address);
  const link = /\/p\/[\w-]+/.exec(message?.text ?? '')?.[0] ?? '';
  t.is((await web.get(link)).status, 200);
  t.is(await prepareLink(services, context, first), null, 'never twice');

  const again = () =>
    web.post(`${web.base}/preferences`, { channel: 'email', address: MAIL.address });
  const statuses = [];
  for (let i = 0; i < 4; i++) statuses.push((await again()).status);
  t.deepEqual(statuses, [302, 302, 429, 429]);
});

import test from 'ava';
import { consentHistory } from '#domain/consent/read/read.ts';
import { embedCode } from '#domain/forms/embed.ts';
import { getForm } from '#domain/forms/read.ts';
import { updateForm } from '#domain/forms/update.ts';
import { standingClock } from '../_support/clock.ts';
import { grantConsent, stopConsent } from '../_support/consent.ts';
import { readConsent } from '../_support/read-consent.ts';
import { delivered, hiddenOf, solved, visitor } from '../_support/visitor.ts';
import { eventsForm, idOf, known, MAIL } from '../_support/events-form.ts';

test('a visitor ticks two purposes and one code grants both, each with the words beside its box', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  const form = await eventsForm(web);
  const page = await web.get(`${web.base}/events?channel=sms`);
  t.is(page.status, 200);
  t.false(/\bchecked\b/.test(page.text), 'no box is ticked beforehand');
  const hidden = hiddenOf(page.text);
  const answer = await web.post(
    `${web.base}/events`,
    {
      ...hidden,
      altcha: await solved(hidden['ticket'] ?? ''),
      address: '+12015550171',
      purposes: ['events', 'marketing'],
    },
    { 'user-agent': 'Phone/1' },
  );
  t.is(answer.status, 303);
  const id = idOf(answer.location);
  const { code } = await delivered(services, context, id);
  const checked = await web.post(answer.location, {
    intent: 'check',
    id,
    channel: 'sms',
    language: 'en',
    code,
  });
  t.regex(checked.location, /step=done/);
  const person = { channel: 'sms' as const, address: '+12015550171' };
  for (const purpose of ['events', 'marketing']) {
    t.is(await readConsent(services, context, { ...person, purpose }), 'granted', purpose);
  }
  const consents = await services.db.withTenant(context, (trx) =>
    trx('consents as c')
      .join('purposes as p', 'p.id', 'c.purpose_id')
      .where('p.key', 'events')
      .first('c.id'),
  );
  const [request] = await consentHistory(services, context, consents.id, true);
  t.regex(request?.wording ?? '', /text messages: Events\./);
  t.true(request?.form_url?.endsWith(`${web.base}/events`));
  t.is(request?.evidence.user_agent, 'Phone/1');
  const kept = await services.db.withTenant(context, (trx) =>
    trx('form_snapshots').where({ form_id: form.id }).first(),
  );
  const { other = {} } = request?.evidence ?? {};
  t.like(other, {
    form_id: form.id,
    form_version: '1',
    form_snapshot: kept.sha256.toString('hex'),
  });
  t.is(other['form_signature'], kept.signature.toString('base64url'));
  t.like(await getForm(services, context, form.id), { submissions: 1, confirmed: 1 });
});

test('the link of a mail shows and the button confirms; scanners look without harm', async (t) => {
  const web = await visitor(t);
  await eventsForm(web);
  const hidden = hiddenOf((await web.get(`${web.base}/events?channel=email&lang=ar`)).text);
  const asked = await web.post(`${web.base}/events?lang=ar`, {
    ...hidden,
    altcha: await solved(hidden['ticket'] ?? ''),
    address: 'amina@example.com',
    purposes: ['events'],
  });
  const { link, subject, text } = await delivered(web.services, web.context, idOf(asked.location));
  t.regex(subject, /^يرجى التأكيد/, 'in the language of the form');
  // One mail, and nothing in it but the question.
  t.is(text.match(/https?:/g)?.length, 1);
  const person = { channel: MAIL, address: 'amina@example.com', purpose: 'events' };
  const page = await web.get(link, { 'accept-language': 'ar-KW' });
  t.regex(page.text, /<html lang="ar" dir="rtl"/);
  t.is(page.headers.get('referrer-policy'), 'no-referrer');
  t.is(await readConsent(web.services, web.context, person), 'pending');
  t.is((await web.post(link, {})).status, 302);
  t.is(await readConsent(web.services, web.context, person), 'granted');
});

test('the answer is the same for an address we know, one that withdrew, a blocked one and a stranger', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  await eventsForm(web, { proof_of_work: false });
  await grantConsent(services, context, known('known@example.com'));
  await grantConsent(services, context, known('left@example.com'));
  await stopConsent(services, context, known('left@example.com'));
  const answers = new Set<string>();
  for (const name of ['known', 'left', 'stranger']) {
    const hidden = hiddenOf((await web.get(`${web.base}/events?channel=email`)).text);
    const answer = await web.post(`${web.base}/events`, {
      ...hidden,
      altcha: await solved(hidden['ticket'] ?? ''),
      address: `${name}@example.com`,
      purposes: ['events'],
    });
    const id = idOf(answer.location);
    answers.add(`${answer.status} ${answer.location.replace(id, '').replace(/state=[^&]*/, '')}`);
    // Each of them gets the one mail, and the yes renews or grants.
    const { link } = await delivered(services, context, id);
    await web.post(link, {});
    t.is(await readConsent(services, context, known(`${name}@example.com`)), 'granted', name);
  }
  t.is(answers.size, 1);
});

test('a form that was changed while it was open asks to read it again; one embedded keeps its words', async (t) => {
  const { clock, pass } = standingClock();
  const web = await visitor(t, { clock });
  const { services, context } = web;
  const form = await eventsForm(web, { proof_of_work: false });
  const hidden = hiddenOf((await web.get(`${web.base}/events?channel=email`)).text);
  const { html } = await embedCode(services, context, form.id, { channel: 'email' });
  await updateForm(services, context, form.id, { texts: { en: { title: 'New', intro: '', thanks: '' } } }); // prettier-ignore
  pass(3_000);
  const fields = { address: 'amina@example.com', purposes: ['events'] };
  const late = await web.post(`${web.base}/events`, {
    ...hidden,
    shown: '0'.repeat(64),
    ...fields,
  });
  t.is(late.status, 422);
  t.regex(late.text, /Read them again/);
  t.false(/\bchecked\b/.test(late.text));

  const embedded = { ...hiddenOf(html), ...fields };
  const from = (origin: string) => web.post(`${web.base}/events`, embedded, { origin });
  t.is((await from('https://elsewhere.example')).status, 403);
  const posted = await from('https://shop.example');
  t.is(posted.status, 303);
  const { link } = await delivered(services, context, idOf(posted.location));
  await web.post(link, {});
  const rows = await services.db.withTenant(context, (trx) =>
    trx('form_submissions as s')
      .join('form_snapshots as n', 'n.id', 's.snapshot_id')
      .select('s.proof', 's.embedded_on', 'n.form_version'),
  );
  t.deepEqual(rows, [{ proof: 'none', embedded_on: 'https://shop.example', form_version: 1 }]);
});

test('a form may stand in a frame on its own sites only; its page trusts no cookie', async (t) => {
  const web = await visitor(t);
  await eventsForm(web, { logo_url: 'https://cdn.shop.example/logo.png' });
  const page = await web.get(`${web.base}/events?embed=1`, { cookie: 'session=anything' });
  const policy = page.headers.get('content-security-policy') ?? '';
  t.regex(policy, /frame-ancestors 'self' https:\/\/shop\.example(;|$)/);
  t.regex(policy, /img-src 'self' data: https:\/\/cdn\.shop\.example(;|$)/);
  const first = await web.get(`${web.base}/opt-in`);
  t.regex(first.headers.get('content-security-policy') ?? '', /frame-ancestors 'self'(;|$)/);
});

test('a paused form, an unknown one and an unknown organisation are not there', async (t) => {
  const web = await visitor(t);
  const form = await eventsForm(web);
  await updateForm(web.services, web.context, form.id, { active: false });
  for (const path of [`${web.base}/events`, `${web.base}/nothing`, '/f/nobody/opt-in']) {
    const answer = await web.get(path, { 'accept-language': 'ar' });
    t.is(answer.status, 404, path);
    t.regex(answer.text, /dir="rtl"/);
  }
});

test('a form that names its law gives it to the request and to the yes, whatever the number', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  await eventsForm(web, { jurisdiction: 'CH' });
  const page = await web.get(`${web.base}/events?channel=sms`);
  const hidden = hiddenOf(page.text);
  const answer = await web.post(`${web.base}/events`, {
    ...hidden,
    altcha: await solved(hidden['ticket'] ?? ''),
    address: '+12015550172',
    purposes: ['events'],
  });
  const id = idOf(answer.location);
  const { code } = await delivered(services, context, id);
  await web.post(answer.location, { intent: 'check', id, channel: 'sms', language: 'en', code });
  const told = await services.db.withTenant(context, (trx) =>
    trx('consent_events').orderBy('seq').select('action', 'jurisdiction'),
  );
  t.deepEqual(told, [
    { action: 'request', jurisdiction: 'CH' },
    { action: 'grant', jurisdiction: 'CH' },
  ]);
});

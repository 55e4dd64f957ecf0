import test from 'ava';
import { listConsents } from '#domain/consent/read/read.ts';
import { preferencesUrlOf } from '#domain/signed-links/links.ts';
import { testApi } from '../_support/api.ts';
import { grantConsent, stopConsent } from '../_support/consent.ts';
import { readConsent } from '../_support/read-consent.ts';
import { receiveCode } from '../_support/verification.ts';
import { delivered, hiddenOf, solved, visitor } from '../_support/visitor.ts';

const TEXT = { channel: 'sms' as const, address: '+12015550144', purpose: 'marketing' };

/** The same code with the digits of a script, whose zero is given. */
const inScript = (code: string, zero: string): string =>
  code.replaceAll(/\d/g, (digit) =>
    String.fromCodePoint((zero.codePointAt(0) ?? 0) + Number(digit)),
  );

const idOf = (location: string): string =>
  new URL(location, 'http://x').searchParams.get('id') ?? '';

test('a public form takes a code in Arabic-Indic digits, in two groups', async (t) => {
  const web = await visitor(t);
  const page = `${web.base}/opt-in?channel=sms&lang=ar`;
  const hidden = hiddenOf((await web.get(page)).text);
  const asked = await web.post(page, {
    ...hidden,
    altcha: await solved(hidden['ticket'] ?? ''),
    address: TEXT.address,
    purposes: ['marketing'],
  });
  t.is(asked.status, 303);
  const id = idOf(asked.location);
  const { code } = await delivered(web.services, web.context, id);
  const typed = inScript(code, '٠');
  const checked = await web.post(asked.location, {
    intent: 'check',
    id,
    channel: 'sms',
    language: 'ar',
    code: `\u200f${typed.slice(0, 3)} ${typed.slice(3)}`,
  });
  t.regex(checked.location, /step=done/);
  t.is(await readConsent(web.services, web.context, TEXT), 'granted');
});

test('the preference page takes one in Persian digits, and refuses a wrong one in them', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  await grantConsent(services, context, TEXT);
  await stopConsent(services, context, TEXT);
  const { data } = await listConsents(services, context, { channel: 'sms', limit: 1 });
  const keys = await services.keyring.keys(context);
  const link = preferencesUrlOf('', keys, { tenantId: context.tenantId, id: data[0]?.id ?? '' });
  const asked = await web.post(link, { intent: 'opt_in', purposes: ['marketing'], language: 'en' });
  const id = idOf(asked.location);
  const { code } = await delivered(services, context, id);
  const wrong = String(999_999 - Number(code)).padStart(6, '0');
  const check = (typed: string) => web.post(asked.location, { intent: 'check', id, code: typed });
  t.is((await check(inScript(wrong, '۰'))).status, 422);
  t.regex((await check(inScript(code, '۰'))).location, /done=granted/);
  t.is(await readConsent(services, context, TEXT), 'granted');
});

test('the API takes one in full-width digits with a dash', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { body } = await tenant.call('POST', '/verifications', {
    channel: 'sms',
    to: TEXT.address,
  });
  const typed = inScript(await receiveCode(api, tenant, body.id), '０');
  const path = `/verifications/${body.id}/check`;
  t.like(await tenant.call('POST', path, { code: 'six digits' }), { status: 422 });
  const right = await tenant.call('POST', path, {
    code: `${typed.slice(0, 3)}－${typed.slice(3)}`,
  });
  t.like(right, { status: 200, body: { status: 'approved' } });
});

test('the code of a mail is taken where its form leads to, beside the link', async (t) => {
  const web = await visitor(t);
  const page = `${web.base}/opt-in?channel=email&lang=en`;
  const hidden = hiddenOf((await web.get(page)).text);
  const email = { channel: 'email' as const, address: 'ann@example.com', purpose: 'marketing' };
  const asked = await web.post(page, {
    ...hidden,
    altcha: await solved(hidden['ticket'] ?? ''),
    address: email.address,
    purposes: ['marketing'],
  });
  const id = idOf(asked.location);
  const { code } = await delivered(web.services, web.context, id);
  const step = await web.get(asked.location);
  t.regex(step.text, /Open the link in it, or enter its code here/);
  const check = (typed: string) =>
    web.post(asked.location, { ...hiddenOf(step.text), code: typed });
  const wrong = await check(String(999_999 - Number(code)).padStart(6, '0'));
  t.is(wrong.status, 422);
  t.regex(wrong.text, /This is not the code we sent/);
  t.regex((await check(code)).location, /step=done/);
  t.is(await readConsent(web.services, web.context, email), 'granted');
});

import test from 'ava';
import { listConsents } from '#domain/consent/read/read.ts';
import { preferencesUrlOf } from '#domain/signed-links/links.ts';
import { standingClock } from '../_support/clock.ts';
import { grantConsent } from '../_support/consent.ts';
import { delivered, hiddenOf, solved, visitor, type Visitor } from '../_support/visitor.ts';

const PHONE = '+12015550199';
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

async function signUp(web: Visitor, address = PHONE, headers = {}) {
  const page = `${web.base}/opt-in?channel=sms&lang=en`;
  const hidden = hiddenOf((await web.get(page)).text);
  const altcha = await solved(hidden['ticket'] ?? '');
  return web.post(page, { ...hidden, altcha, address, purposes: ['marketing'] }, headers);
}

test('a public page states nothing that its address says', async (t) => {
  const web = await visitor(t);
  const person = { channel: 'email' as const, address: 'ann@example.com', purpose: 'marketing' };
  await grantConsent(web.services, web.context, person);
  const { data } = await listConsents(web.services, web.context, { limit: 1 });
  const keys = await web.services.keyring.keys(web.context);
  const link = preferencesUrlOf('', keys, {
    tenantId: web.context.tenantId,
    id: data[0]?.id ?? '',
  });
  for (const path of [
    `${web.base}/opt-in?step=code&channel=sms&id=x&to=Call+1-900-SCAM`,
    `${web.base}/opt-in?step=done`,
    `${web.base}/opt-out?done`,
    `${web.base}/preferences?done`,
    `${link}?done=granted`,
    `${link}?done=code&id=x`,
    `${link}?done=requested&state=e30`,
  ]) {
    const { status, text } = await web.get(path);
    t.is(status, 200, path);
    t.notRegex(text, /SCAM|confirmed|no more of these|Look into your messages|has reached us|sent you a code/, path); // prettier-ignore
  }
});

test('what it states is of this form, for an hour, and unchanged', async (t) => {
  const { clock, pass } = standingClock();
  const web = await visitor(t, { clock });
  const { location } = await signUp(web);
  t.regex((await web.get(location)).text, /It went to .*works for up to ten minutes/);
  const state = new URL(location, 'http://x').searchParams.get('state') ?? '';
  for (const path of [
    `${web.base}/opt-out?state=${state}`,
    `${web.base}/opt-in?state=${state.slice(0, -2)}${state.endsWith('AA') ? 'BB' : 'AA'}`,
    `${web.base}/opt-in?state=${state.slice(0, 20)}`,
  ]) {
    const { status, text } = await web.get(path);
    t.is(status, 200);
    t.notRegex(text, /It went to/, path);
  }
  pass(3_602_000);
  t.notRegex((await web.get(location)).text, /It went to/);
});

test('a refused form leads a browser to an address, so that going back works', async (t) => {
  const web = await visitor(t);
  const bad = await signUp(web, 'not a number', BROWSER);
  t.is(bad.status, 303);
  t.notRegex(bad.location, /not(\+|%20)a/, 'what was typed is not readable in the address');
  const again = await web.get(bad.location);
  t.is(again.status, 200);
  t.regex(again.text, /This is not a phone number/);
  t.regex(again.text, /value="not a number"/);

  const { location } = await signUp(web, PHONE, BROWSER);
  const id = new URL(location, 'http://x').searchParams.get('id') ?? '';
  const { code } = await delivered(web.services, web.context, id);
  const fields = hiddenOf((await web.get(location)).text);
  const wrong = await web.post(location, { ...fields, code: String(999_999 - Number(code)).padStart(6, '0') }, BROWSER); // prettier-ignore
  t.is(wrong.status, 303);
  const { text } = await web.get(wrong.location);
  t.regex(text, /This is not the code we sent/);
  t.regex(text, /It went to/);
  const right = await web.post(wrong.location, { ...hiddenOf(text), code }, BROWSER);
  t.is(right.status, 303);
  t.regex((await web.get(right.location)).text, /Thank you, it is confirmed/);
});

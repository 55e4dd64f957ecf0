import test, { type ExecutionContext } from 'ava';
import { publicOptOut, tenantBySlug } from '#domain/forms/public-forms.ts';
import { approveByLink } from '#domain/address-proof/check.ts';
import { addressRefused } from '#domain/consent/withdraw/address-refused.ts';
import { withdrawConsent } from '#domain/consent/withdraw/withdraw.ts';
import { personContext } from '#domain/context.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { blindIndex } from '#domain/keyring/keyring.ts';
import { concludeOptIn } from '#domain/opt-in/conclude-opt-in.ts';
import { requestOptIn } from '#domain/opt-in/request-opt-in.ts';
import { importSuppressions } from '#domain/suppressions/import/start.ts';
import { prepareCode } from '#domain/verification/prepare-code.ts';
import { personAt } from '#domain/addresses/by-channel.ts';
import { newId } from '#lib/ids.ts';
import type { TestTenant } from '../_support/api.ts';
import type { Person } from '../_support/consent.ts';
import { grantConsent } from '../_support/consent.ts';
import { reader } from '../_support/mail.ts';
import { readConsent } from '../_support/read-consent.ts';
import { someone, twilioApi, type TwilioApi } from '../_support/twilio.ts';
import { receiveCode } from '../_support/verification.ts';

/* A withdrawal or a block ends the questions that wait for an answer: neither code, link nor resend works any more. */

type Scene = { api: TwilioApi; tenant: TestTenant; who: Person };

async function scene(t: ExecutionContext, who: Person): Promise<Scene> {
  const api = await twilioApi(t);
  return { api, tenant: await api.tenant(), who };
}

const subject = ({ channel, address, purpose }: Person) => ({
  ...personAt(channel, address),
  channel,
  purpose,
});
const ask = ({ tenant, who }: Scene, more: object = {}) =>
  tenant.call('POST', '/consents/opt-in', { ...subject(who), source: 'web_form', wording: 'Yes', ...more }); // prettier-ignore
const check = ({ tenant }: Scene, id: string, code: string) =>
  tenant.call('POST', `/verifications/${id}/check`, { code });
const state = ({ api, tenant, who }: Scene) => readConsent(api.services, tenant.context, who);
const block = ({ tenant, who }: Scene, reason: string) =>
  tenant.call('POST', '/suppressions', { channel: who.channel, address: who.address, reason });

/** By a person on a page of ours. */
const onOurPage = ({ api, tenant, who }: Scene, purpose = who.purpose) =>
  requestOptIn(
    api.services,
    personContext(tenant.context, { requestId: newId() }),
    { ...personAt(who.channel, who.address), channel: who.channel, source: 'web_form', language: 'en', purpose, wording: 'Yes' },
    { again: true },
  ); // prettier-ignore

async function refused({ api, tenant, who }: Scene, reason: 'provider_block' | 'hard_bounce' | 'complaint') {
  const keys = await api.services.keyring.keys(tenant.context);
  await api.services.db.withTenant(tenant.context, (trx) =>
    addressRefused(trx, tenant.context, keys, { channel: who.channel, address: who.address, reason, evidence: {} }),
  );
} // prettier-ignore

const DOORS: { name: string; who: () => Person; why: 'withdrawn' | 'suppressed'; by: (on: Scene) => Promise<unknown> }[] = [
  { name: 'the API', who: reader, why: 'withdrawn', by: ({ tenant, who }) => tenant.call('POST', '/consents/opt-out', { ...subject(who), source: 'verbal' }) },
  { name: 'the API, by text', who: someone, why: 'withdrawn', by: ({ tenant, who }) => tenant.call('POST', '/consents/opt-out', { ...subject(who), source: 'api' }) },
  { name: 'STOP', who: someone, why: 'withdrawn', by: ({ api, who }) => api.say(who.address, 'STOP') },
  ...(['one_click', 'preference_centre'] as const).map((source) => ({
    name: source, who: reader, why: 'withdrawn' as const,
    by: ({ api, tenant, who }: Scene) => withdrawConsent(api.services, personContext(tenant.context, { requestId: newId() }), { ...subject(who), source }),
  })),
  {
    name: 'the public form', who: reader, why: 'withdrawn',
    by: async ({ api, tenant, who: { channel, address } }) => {
      const found = await tenantBySlug(api.services, `t-${tenant.context.tenantId}`);
      if (!found) throw new Error('no such organisation');
      const visitor = { ip: '203.0.113.8', userAgent: 'Browser', formUrl: 'https://x.example/f', requestId: newId() };
      await publicOptOut(api.services, found, { channel, address }, visitor);
    },
  },
  { name: 'a complaint', who: reader, why: 'suppressed', by: (on) => refused(on, 'complaint') },
  { name: 'a bounce', who: reader, why: 'suppressed', by: (on) => refused(on, 'hard_bounce') },
  { name: 'STOP at the provider', who: someone, why: 'suppressed', by: (on) => refused(on, 'provider_block') },
  { name: 'a block', who: reader, why: 'suppressed', by: (on) => block(on, 'legal') },
  {
    name: 'a block among many', who: someone, why: 'suppressed',
    by: ({ tenant, who: { channel, address } }) => tenant.call('POST', '/suppressions/bulk', { suppressions: [{ channel, address, reason: 'admin' }] }),
  },
  {
    name: 'a file of blocked addresses', who: reader, why: 'suppressed',
    by: async ({ api, tenant, who }) => {
      async function* file() {
        yield Buffer.from(`address\n${who.address}\n`);
      }
      const kept = await keepFile(api.services, tenant.context, newId(), file());
      await importSuppressions(api.services, tenant.context, kept, { reason: 'opt_out' });
    },
  },
]; // prettier-ignore

for (const { name, who, why, by } of DOORS) {
  test(`${name} ends what is pending: code, link and resend`, async (t) => {
    const on = await scene(t, who());
    const { api, tenant } = on;
    const { body } = await ask(on);
    const id = body.verification_id;
    const code = await receiveCode(api, tenant, id);
    await by(on);
    t.is((await tenant.call('GET', `/verifications/${id}`)).body.status, 'canceled');
    t.like(await tenant.call('POST', `/verifications/${id}/resend`), { status: 409, body: { reason: why } });
    // A key that may read neither consents nor blocks does not learn which of them it was.
    const keyOnly = api.as(tenant, ['verifications:write']);
    t.like(await keyOnly.call('POST', `/verifications/${id}/resend`), { status: 409, body: { reason: 'ended' } });
    t.like(await check(on, id, code), { status: 200, body: { status: 'canceled' } });
    t.is((await approveByLink(api.services, tenant.context, id)).status, 'canceled');
    t.not(await state(on), 'granted');
    if (why === 'suppressed') {
      // Nobody can answer any more, so its process need not wait for the day.
      const request = String(body.workflow_id).split(':').at(-1) ?? '';
      t.is((await concludeOptIn(api.services, tenant.context, request)).waitMs, 0);
      t.not(await state(on), 'pending');
      t.like(await ask(on), { status: 409, body: { reason: 'suppressed' } });
      return;
    }
    const again = await ask(on);
    t.is(again.status, 202);
    const fresh = await receiveCode(api, tenant, again.body.verification_id);
    await check(on, id, code);
    t.is(await state(on), 'pending');
    t.like(await check(on, again.body.verification_id, fresh), { body: { status: 'approved' } });
    t.is(await state(on), 'granted');
  }); // prettier-ignore
}

for (const who of [reader, someone]) {
  test(`no caller of the API can ask at a blocked address, whatever it states: ${who().channel}`, async (t) => {
    const { api, tenant } = await scene(t, who());
    for (const reason of ['legal', 'complaint', 'opt_out', 'hard_bounce', 'provider_block', 'admin']) {
      const on = { api, tenant, who: who() };
      await block(on, reason);
      for (const source of ['api', 'paper', 'verbal', 'web_form', 'preference_centre']) {
        t.like(await ask(on, { source }), { status: 409, body: { reason: 'suppressed' } }, `${reason} ${source}`);
      }
    }
    const left = await api.services.db.withTenant(tenant.context, async (trx) => [
      await trx('verifications'), await trx('consents'), await trx('contacts'),
    ]);
    t.deepEqual(left, [[], [], []]);
  }); // prettier-ignore
}

test('what is withdrawn of several purposes goes, and the code proves the rest', async (t) => {
  const on = await scene(t, reader());
  const { api, tenant, who } = on;
  const purposes = ['marketing', 'service'].map((purpose) => ({ purpose, wording: 'Yes' }));
  const asked = await tenant.call('POST', '/consents/opt-in', { ...personAt(who.channel, who.address), channel: 'email', source: 'web_form', purposes }); // prettier-ignore
  const id = asked.body.verification_id;
  await tenant.call('POST', '/consents/opt-out', { ...subject(who), source: 'verbal' });
  const step = await prepareCode(api.services, tenant.context, id);
  if (!step.due) return t.fail('no code was due');
  t.notRegex(step.message.text, /News and offers/);
  const code = /\b\d{8}\b/.exec(step.message.text)?.[0] ?? '';
  t.like(await check(on, id, code), { body: { status: 'approved' } });
  t.is(await state(on), 'withdrawn');
  t.is(await readConsent(api.services, tenant.context, { ...who, purpose: 'service' }), 'granted');
});

test('a letter that is older than the person’s own request leaves that request alone', async (t) => {
  const on = await scene(t, reader());
  const asked = await onOurPage(on);
  const id = asked.verification_id ?? '';
  const code = await receiveCode(on.api, on.tenant, id);
  await on.tenant.call('POST', '/consents/opt-out', { ...subject(on.who), source: 'paper', evidence: { captured_at: new Date(Date.now() - 86_400_000) } }); // prettier-ignore
  t.like(await check(on, id, code), { body: { status: 'approved' } });
  t.is(await state(on), 'granted');
});

test('a block that came at the same moment stops the code before it is sent, and at the check', async (t) => {
  for (const sent of [false, true]) {
    const on = await scene(t, reader());
    const { api, tenant, who } = on;
    const id = (await ask(on)).body.verification_id;
    const code = sent ? await receiveCode(api, tenant, id) : '';
    const keys = await api.services.keyring.keys(tenant.context);
    await api.services.db.withTenant(tenant.context, (trx) =>
      trx('suppressions').insert({ tenant_id: tenant.context.tenantId, channel: 'email', address_bidx: blindIndex(keys, 'email', who.address), reason: 'legal' }),
    ); // prettier-ignore
    if (sent) t.like(await check(on, id, code), { body: { status: 'canceled' } });
    else t.like(await prepareCode(api.services, tenant.context, id), { due: false, stands: { status: 'canceled' } }); // prettier-ignore
    t.is((await tenant.call('GET', `/verifications/${id}`)).body.status, 'canceled');
    t.is(await state(on), 'pending');
  }
});

test('a code that asks for no consent goes on, whatever was withdrawn or blocked', async (t) => {
  const on = await scene(t, someone());
  const { body } = await on.tenant.call('POST', '/verifications', { channel: 'sms', to: on.who.address, purpose: 'login' }); // prettier-ignore
  const code = await receiveCode(on.api, on.tenant, body.id);
  await on.tenant.call('POST', '/consents/opt-out', { ...subject(on.who), source: 'verbal' });
  await block(on, 'opt_out');
  t.like(await check(on, body.id, code), { body: { status: 'approved' } });
});

test('who opted out and signs up on our page comes back for that alone, and the block goes', async (t) => {
  const on = await scene(t, reader());
  const { api, tenant, who } = on;
  const other = { ...who, purpose: 'service' };
  await grantConsent(api.services, tenant.context, other);
  await block(on, 'opt_out');
  const asked = await onOurPage(on);
  const id = asked.verification_id ?? '';
  const code = await receiveCode(api, tenant, id);
  t.like(await check(on, id, code), { body: { status: 'approved' } });
  t.is(await state(on), 'granted');
  t.is(await readConsent(api.services, tenant.context, other), 'withdrawn');
  t.deepEqual((await tenant.call('GET', '/suppressions')).body.data, []);
});

test('no other block gives way to its owner', async (t) => {
  const on = await scene(t, reader());
  await block(on, 'complaint');
  await t.throwsAsync(onOurPage(on), { message: /blocked/ });
});

import test, { type ExecutionContext } from 'ava';
import { PERMISSIONS, type Permission } from '#domain/permissions.ts';
import { newId } from '#lib/ids.ts';
import { testApi, type Answer, type TestTenant } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';
import { localProviders } from '../_support/providers.ts';
import { drainTenant } from '../../activities/messaging/drain-tenant.ts';

const PHONE = '+14155552671';
const EMAIL = 'zora.bekele@example.com';
const PERSON = { phone: PHONE, email: EMAIL, name: 'Zora Bekele', fields: { city: 'Kuwait' } };

const LONG = 'x'.repeat(1_700);
/** Templates that fail when a guess is right; `variables.nothing` is a missing value. */
const TRICKS = [
  LONG,
  `{{ '%' | url_decode }}`,
  '{% for i in (1..99999) %}{% for j in (1..99999) %}a{% endfor %}{% endfor %}',
  '{{ variables.nothing }}',
];
const GUESSES: readonly (readonly [condition: string, right: string, wrong: string])[] = [
  ['phone contains variables.guess', '+1415555267', '+1415555268'],
  ['contact.name contains variables.guess', 'Bekele', 'Bekoni'],
  ['email contains variables.guess', 'zora.b', 'zora.z'],
  ['contact.fields.city contains variables.guess', 'Kuw', 'Vie'],
];
/** Each trick with one guess, and each guess with one trick. */
const CASES = TRICKS.flatMap((trick, i) =>
  GUESSES.filter((_, j) => i === 0 || j === 0).map((guess) => ({ trick, guess })),
);
const asking = (condition: string, trick: string): string =>
  `hi {% if ${condition} %}${trick}{% endif %}`;

async function organisation(t: ExecutionContext) {
  const api = await testApi(t, { max: 12 });
  const owner = await api.tenant();
  const { body: contact } = await owner.call('POST', '/contacts', PERSON);
  return { api, owner, id: String(contact.id) };
}

/** Returns an answer without values that differ for every message. */
const shape = ({ status, body }: Answer): object =>
  JSON.parse(
    JSON.stringify({ status, body }).replaceAll(
      /"(?:[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+Z)"/g,
      '"…"',
    ),
  );

const ask = (tenant: TestTenant, id: string, more: object, headers = {}) =>
  tenant.call(
    'POST',
    '/messages/send_with_consent',
    { contact_id: id, channel: 'sms', purpose: 'service', ...more },
    headers,
  );

for (const [who, permissions] of [
  ['only messages:send', ['messages:send']],
  ['all but pii:read', PERMISSIONS.filter((one) => one !== 'pii:read')],
] as const) {
  test(`with ${who} an answer does not tell what a value is`, async (t) => {
    const { api, owner, id } = await organisation(t);
    const blind: TestTenant = api.as(owner, permissions);
    for (const consented of [false, true]) {
      if (consented) {
        await grantConsent(api.services, owner.context, { channel: 'sms', address: PHONE, purpose: 'service' }); // prettier-ignore
      }
      for (const {
        trick,
        guess: [condition, right, wrong],
      } of CASES) {
        const body = asking(condition, trick);
        const name = newId();
        await owner.call('POST', '/templates', { name, channel: 'sms', category: 'transactional', body }); // prettier-ignore
        const told = async (guess: string) => [
            shape(await ask(blind, id, { template: { body: body.replace('variables.guess', `'${guess}'`) } })),
            shape(await ask(blind, id, { template: name, variables: { guess } })),
            // By itself, not together with others: with a fallback.
            shape(await ask(blind, id, { template: name, variables: { guess }, fallback: { channel: 'email', template: { subject: 'Hi', body: `<p>${body}</p>` } } })),
            shape(await ask(blind, id, { channel: 'email', template: { subject: 'Hi', body: `<p>${body}</p>` }, variables: { guess } })),
            shape(await ask(blind, id, { template: name, variables: { guess } }, { 'idempotency-key': newId() })),
          ]; // prettier-ignore
        const yes = await told(right);
        t.deepEqual(yes, await told(wrong), `${condition} ${trick.slice(0, 40)}`);
        // Whether it is sent would tell an address.
        const status = /phone|email/.test(condition) ? 422 : 202;
        for (const one of yes) t.like(one, { status }, condition);
      }
    }
  });
}

test('what cannot be written is accepted and fails for one reason; which one is for who may see the values', async (t) => {
  const { api, owner, id } = await organisation(t);
  await grantConsent(api.services, owner.context, { channel: 'sms', address: PHONE, purpose: 'service' }); // prettier-ignore
  const blind = api.as(owner, PERMISSIONS.filter((one) => one !== 'pii:read')); // prettier-ignore
  const { deps, received, lastTo } = await localProviders(t, api.services);
  const sent: string[] = [];
  for (const trick of TRICKS) {
    const body = asking(`contact.name contains 'Bekele'`, trick);
    sent.push(String((await ask(blind, id, { template: { body } })).body.id));
  }
  const { body: fits } = await ask(blind, id, { template: { body: 'Hi {{ contact.first_name }}' } });
  t.is((await owner.call('GET', `/messages/${fits.id}?reveal=true`)).body.content, null);
  for (let looked = 1; looked > 0;) looked = await drainTenant(deps, owner.context.tenantId);
  t.deepEqual(await received(), [PHONE]);
  t.is((await lastTo(PHONE))?.text, 'Hi Zora');
  t.like((await owner.call('GET', `/messages/${fits.id}?reveal=true`)).body, {
    status: 'sent',
    content: { text: 'Hi Zora' },
  });

  const seen = async (tenant: TestTenant) =>
    Promise.all(sent.map(async (one) => (await tenant.call('GET', `/messages/${one}`)).body));
  for (const message of await seen(blind)) {
    t.like(message, { status: 'failed', error_code: 'content', decision: { reason: 'content' } });
    t.notRegex(JSON.stringify(message), /too_long|text_failed|missing_value/);
  }
  t.deepEqual(
    (await seen(owner)).map(({ decision }) => decision.reason),
    ['too_long', 'text_failed', 'text_failed', 'missing_value'],
  );
  for (const path of ['/messages', `/audit?entity_id=${sent[0]}`, `/contacts/${id}/timeline`]) {
    t.notRegex(JSON.stringify((await blind.call('GET', path)).body), /too.long|missing.value/, path);
  }
  t.like((await blind.call('GET', `/messages/${sent[0]}/why`)).body, { reason: 'content', rule: 'words' });
}); // prettier-ignore

test('who may see the values is told at once, and a text that nobody could get is refused for all', async (t) => {
  const { api, owner, id } = await organisation(t);
  const permissions: Permission[] = ['messages:send'];
  const blind = api.as(owner, permissions);
  const template = { body: asking(`contact.name contains 'Bekele'`, LONG) };
  t.is((await ask(owner, id, { template })).status, 422);
  t.is((await ask(blind, id, { template })).status, 202);
  const refused = await ask(blind, id, { template: { body: LONG } });
  t.is(refused.status, 422);
  t.regex(refused.body.errors[0].message, /too long/);
  t.is((await ask(blind, id, { template: { body: '{{ variables.order }}' } })).status, 422);
  t.is((await ask(blind, id, { template: { body: '{{ contact.fields.city }}' } })).status, 202);
  t.is((await ask(blind, id, { template: { body: '{{ contact.fields.nothing }}' } })).status, 202);
});

test('a campaign whose text decides by an address is sent by who may see addresses', async (t) => {
  const { api, owner, id } = await organisation(t);
  await grantConsent(api.services, owner.context, { channel: 'sms', address: PHONE, purpose: 'service' }); // prettier-ignore
  const blind = api.as(owner, PERMISSIONS.filter((one) => one !== 'pii:read')); // prettier-ignore
  const scheduled = async (tenant: TestTenant, body: string) => {
    const name = newId();
    const source = { name, channel: 'sms', category: 'transactional', body };
    const { body: template } = await owner.call('POST', '/templates', source);
    const wanted = { name, channel: 'sms', purpose: 'service', template_id: template.id, audience: { contact_ids: [id] } }; // prettier-ignore
    const { body: campaign } = await tenant.call('POST', '/campaigns', wanted);
    return tenant.call('POST', `/campaigns/${campaign.id}/schedule`, {});
  };
  const asks = `hi {% if phone contains '+1415555267' %}x{% endif %}`;
  t.like(await scheduled(blind, asks), {
    status: 422,
    body: { errors: [{ path: 'template_id' }] },
  });
  t.is((await scheduled(blind, 'hi {{ contact.phone }}')).status, 202);
  t.is((await scheduled(owner, asks)).status, 202);
});

import test, { type ExecutionContext } from 'ava';
import { PROVIDED_LANGUAGES } from '#domain/templates/provided/index.ts';
import { newId } from '#lib/ids.ts';
import { testApi } from '../_support/api.ts';
import { campaignProcess, counted } from '../_support/campaigns.ts';
import { grantConsent } from '../_support/consent.ts';
import { localProviders } from '../_support/providers.ts';
import { someone } from '../_support/twilio.ts';

/*
 * Everything that a new organisation has must work unchanged: each of its purposes, on each channel, in each language
 * of its texts, by every way of sending. No template is named or written here.
 */
const CHANNELS = ['email', 'sms'] as const;

async function organisation(t: ExecutionContext) {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const providers = await localProviders(t, api.services);
  const { data: purposes } = (await tenant.call('GET', '/purposes')).body;
  return { api, ...tenant, ...providers, purposes };
}
type Organisation = Awaited<ReturnType<typeof organisation>>;
type Purpose = { key: string; category: 'marketing' | 'transactional' };
type Channel = (typeof CHANNELS)[number];

/** A person with consent and a unique tag. */
async function reader(o: Organisation, purpose: Purpose, channel: Channel, locale: string) {
  const address =
    channel === 'sms' ? someone().address : `reader-${newId().slice(-12)}@example.com`;
  const ref = channel === 'sms' ? { phone: address } : { email: address };
  const tag = `t-${newId().slice(-12)}`;
  const made = await o.call('POST', '/contacts', { ...ref, name: 'Amina', locale, tags: [tag] });
  await grantConsent(o.api.services, o.context, { channel, address, purpose: purpose.key });
  return { address, ref, tag, id: made.body.id };
}

/** Asserts that a text has all its values, and an opt-out where the purpose requires one. */
function whole(t: ExecutionContext, said: string, purpose: Purpose, channel: Channel): void {
  t.notRegex(said, /\{\{|\{%|undefined|\[object/);
  t.true(said.trim().length > 10, said);
  if (purpose.category !== 'marketing') return;
  t.regex(said, channel === 'sms' ? /STOP/ : /\/u\/[\w-]{40}/);
}

test('every default of a new organisation goes out: by a message, a campaign and a test', async (t) => {
  const o = await organisation(t);
  t.is(o.purposes.length, 2);
  for (const purpose of o.purposes) {
    for (const channel of CHANNELS) {
      for (const locale of PROVIDED_LANGUAGES) {
        const about = `${purpose.key} by ${channel} in ${locale}`;
        const category = purpose.category === 'marketing' ? 'promotional' : 'transactional';
        const chosen = await o.call(
          'GET',
          `/templates/selection?channel=${channel}&category=${category}&locale=${locale}`,
        );
        const [{ template, language }] = chosen.body.data;
        t.is(language, locale);
        const person = await reader(o, purpose, channel, locale);

        // One message without a named template: the selection decides.
        const one = await o.call('POST', '/messages/send_with_consent', {
          ...person.ref,
          channel,
          purpose: purpose.key,
          variables: { message: 'M-single' },
        });
        t.is(one.status, 202, `${about}: ${JSON.stringify(one.body)}`);
        t.like(one.body, { template_id: template.id, decision: { outcome: 'sending' } }, about);
        const shown = await o.call('GET', `/messages/${one.body.id}?reveal=true`);
        whole(t, shown.body.content.text, purpose, channel);

        // A campaign with only the values that it asks for.
        const draft = await o.call('POST', '/campaigns', {
          name: about,
          channel,
          purpose: purpose.key,
          template_id: template.id,
          audience: { tags: [person.tag] },
        });
        const path = `/campaigns/${draft.body.id}`;
        const needs = (await o.call('GET', `${path}/checks`)).body.own_values.filter(
          (value: { needed: boolean }) => value.needed,
        );
        const variables = Object.fromEntries(
          needs.map(({ name }: { name: string }) => [name, `M-campaign-${name}`]),
        );
        await o.call('PATCH', path, { variables });
        t.deepEqual((await o.call('GET', `${path}/checks`)).body.errors, [], about);
        const started = await o.call('POST', `${path}/schedule`, {});
        t.is(started.status, 202, `${about}: ${JSON.stringify(started.body)}`);
        const { run }: { run: number } = await o.api.services.db.withTenant(o.context, (trx) =>
          trx('campaigns').where({ id: draft.body.id }).first('run'),
        );
        const end = await campaignProcess(o.deps, o.context).run({ id: draft.body.id, run });
        t.is(end, 'sent', about);
        const counts = await counted(t, o.api.services, o.context, draft.body.id);
        t.deepEqual(counts, { audience: 1, sent: 1 }, about);
        const got = await o.lastTo(person.address);
        whole(t, `${got?.text} ${got?.html ?? ''}`, purpose, channel);
        for (const value of Object.values(variables)) t.true(got?.text.includes(String(value)));

        // A test to a person with some consent.
        const tried = await o.call('POST', `/templates/${template.id}/test-send`, {
          to: person.address,
          language: locale,
          variables,
        });
        t.is(tried.status, 202, `${about}: ${JSON.stringify(tried.body)}`);
        const test = await o.call('GET', `/messages/${tried.body.id}?reveal=true`);
        whole(t, test.body.content.text, purpose, channel);
      }
    }
  }
});

test('every provided text can be looked at and tested, in each of its languages', async (t) => {
  const o = await organisation(t);
  const [purpose, other] = o.purposes;
  for (const channel of CHANNELS) {
    const person = await reader(o, purpose, channel, 'en');
    const { address } = person;
    await grantConsent(o.api.services, o.context, { channel, address, purpose: other.key });
    const { data } = (await o.call('GET', `/templates?channel=${channel}&origin=provided`)).body;
    t.is(data.length, 6);
    for (const { id, texts, name } of data) {
      for (const language of Object.keys(texts)) {
        const variables = { message: 'M', subject: 'S' };
        const seen = await o.call('POST', `/templates/${id}/preview`, { language, variables });
        t.like(seen.body, { missing: [], errors: [] }, name);
        const to = { to: person.address, language, variables };
        const sent = await o.call('POST', `/templates/${id}/test-send`, to);
        t.is(sent.status, 202, `${name}: ${JSON.stringify(sent.body)}`);
      }
    }
  }
});

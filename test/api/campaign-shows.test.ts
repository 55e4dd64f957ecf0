import test from 'ava';
import { newCampaign } from '#domain/campaigns/contract.ts';
import { createCampaign } from '#domain/campaigns/edit.ts';
import { createTemplate } from '#domain/templates/create.ts';
import { newId } from '#lib/ids.ts';
import { testApi } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';
import { someone } from '../_support/twilio.ts';

test('the checks of a campaign say whether every copy names the sender and how to stop', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { name } = (await tenant.call('GET', '/organizations/me')).body;
  const shows = async (
    body: string,
    { purpose = 'marketing', channel = 'sms' as 'sms' | 'email', variables = {} } = {},
  ) => {
    const subject = channel === 'email' ? { subject: 'News' } : {};
    const category = purpose === 'marketing' ? 'promotional' : 'transactional';
    const template = await createTemplate(api.services, tenant.context, {
      name: newId(),
      channel,
      category,
      ...subject,
      body,
    });
    const draft = newCampaign.parse({
      name: 'News',
      channel,
      purpose,
      variables,
      template_id: template.id,
      audience: { everyone: true },
    });
    const { id } = await createCampaign(api.services, tenant.context, draft);
    return (await tenant.call('GET', `/campaigns/${id}/checks`)).body.shows;
  };
  const unnamed = { sender: false, opt_out: true };
  const named = { sender: true, opt_out: true };
  t.deepEqual(await shows('Tomorrow there is bread'), unnamed);
  t.deepEqual(await shows('{% if contact.first_name %}{{ organization.name }}{% endif %} hi'), unnamed); // prettier-ignore
  t.deepEqual(await shows('{{ organization.name }}: bread'), named);
  t.deepEqual(await shows(`Bread at ${name.toUpperCase()}`), named);
  t.deepEqual(await shows('{{ variables.message }}', { variables: { message: `${name}: bread` } }), named); // prettier-ignore
  t.deepEqual(await shows('Your bread is ready', { purpose: 'service' }), { sender: false, opt_out: false }); // prettier-ignore
  t.deepEqual(await shows('<p>Bread</p>', { channel: 'email' }), named);
  const draft = newCampaign.parse({ name: 'Empty', channel: 'sms', purpose: 'marketing' });
  const { id } = await createCampaign(api.services, tenant.context, draft);
  t.is((await tenant.call('GET', `/campaigns/${id}/checks`)).body.shows, null);
});

test('the audience of a campaign says how many would wait for quiet hours, and until when', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await grantConsent(api.services, tenant.context, someone());
  await grantConsent(api.services, tenant.context, someone());
  const draft = newCampaign.parse({
    name: 'News',
    channel: 'sms',
    purpose: 'marketing',
    audience: { everyone: true },
  });
  const { id } = await createCampaign(api.services, tenant.context, draft);
  const later = async (at: string) =>
    (await tenant.call('GET', `/campaigns/${id}/audience?at=${encodeURIComponent(at)}`)).body
      .quiet_hours_later;
  const quiet = async (hours: object[], enabled = true) => {
    const { body } = await tenant.call('GET', '/quiet-hours');
    const { version: _, ...now } = body;
    // No holiday is of every region.
    const rules = [{ region: '*', hours, no_holidays: true, source: 'Us', as_of: '2026-11-21' }];
    await tenant.call('PUT', '/quiet-hours', { ...now, enabled, rules });
    return (await tenant.call('GET', `/campaigns/${id}/audience`)).body.quiet_hours;
  };
  const always = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }];
  t.deepEqual(await quiet(always), { looked_at: 2, waiting: 0, until: null });
  const never = await quiet([]);
  t.like(never, { looked_at: 2, waiting: 2 });
  t.truthy(never.until);
  // Nothing may arrive from Monday until Tuesday morning, each by the person's own clock.
  await quiet([{ days: [2], from: '09:00', to: '20:00' }]);
  const monday = new Date(Date.now() + 86_400_000 * 7);
  monday.setUTCDate(monday.getUTCDate() + ((8 - monday.getUTCDay()) % 7));
  monday.setUTCHours(12, 0, 0, 0);
  const then = await later(monday.toISOString());
  t.like(then, { at: monday.toISOString(), looked_at: 2, waiting: 2 });
  t.is(new Date(then.until).getUTCDay(), 2);
  t.true((await later(then.until)).waiting < 2);
  t.is(await later('2020-01-01T00:00:00Z'), null);
  t.is(await quiet([], false), null);
});

test('a currency in which no list price counts says so beside the prices', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const prices = async () => (await call('GET', '/rate-cards')).body;
  t.deepEqual((await prices()).list_prices, { currency: 'USD', in_force: true });
  t.is((await call('PATCH', '/verification-settings', { currency: 'EUR' })).status, 200);
  const { data, list_prices } = await prices();
  t.deepEqual(data, []);
  t.deepEqual(list_prices, { currency: 'USD', in_force: false });
});

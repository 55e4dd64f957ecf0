import test from 'ava';
import { newCampaign } from '#domain/campaigns/contract.ts';
import { createCampaign } from '#domain/campaigns/edit.ts';
import { addressKey, keepUses, lockUses } from '#domain/message-rules/uses.ts';
import { newId } from '#lib/ids.ts';
import { testApi } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';
import { someone } from '../_support/twilio.ts';

test('the audience of a campaign says how many have no room under a frequency cap', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { services } = api;
  await grantConsent(services, tenant.context, someone());
  await grantConsent(services, tenant.context, someone());
  const campaign = async (purpose: string) => {
    const audience = { everyone: true };
    const draft = newCampaign.parse({ name: 'News', channel: 'sms', purpose, audience });
    return (await createCampaign(services, tenant.context, draft)).id;
  };
  const news = await campaign('marketing');
  const capsOf = async (id: string) =>
    (await tenant.call('GET', `/campaigns/${id}/audience`)).body.frequency_caps;
  const cap = (over: 'hold' | 'refuse', rest: object) =>
    tenant.call('PUT', '/frequency-caps', { over, caps: [{ most: 2, hours: 24, ...rest }] });
  t.is(await capsOf(news), null);
  await cap('hold', { channel: 'email' });
  t.is(await capsOf(news), null);
  await cap('hold', { channel: 'sms' });
  t.deepEqual(await capsOf(news), { looked_at: 2, waiting: 0, until: null, over: 'hold' });
  t.is(await capsOf(await campaign('service')), null);

  // One of the two got as many as the cap allows.
  const at = await services.db.withTenant(tenant.context, async (trx) => {
    const { phone_bidx } = await trx('contacts').first('phone_bidx');
    const { id: p } = await trx('purposes').where({ key: 'marketing' }).first('id');
    const { rows } = await trx.raw(`select now() - interval '1 hour' as at`);
    const one = { channel: 'sms' as const, address_bidx: phone_bidx };
    await lockUses(trx, tenant.context, [one], (uses) => [...uses]);
    const uses = [newId(), newId()].map((m) => ({ m, p, at: rows[0].at.toISOString() }));
    await keepUses(trx, tenant.context, [one], new Map([[addressKey(one), uses]]));
    return rows[0].at;
  });
  const until = new Date(at.getTime() + 24 * 3_600_000).toISOString();
  t.deepEqual(await capsOf(news), { looked_at: 2, waiting: 1, until, over: 'hold' });
  await cap('refuse', { channel: 'sms' });
  t.deepEqual(await capsOf(news), { looked_at: 2, waiting: 1, until: null, over: 'refuse' });
});

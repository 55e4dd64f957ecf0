import test from 'ava';
import { withdrawConsent } from '#domain/consent/withdraw/withdraw.ts';
import { personContext } from '#domain/context.ts';
import { askGates } from '#domain/messaging/ask-gate.ts';
import { blindIndex } from '#domain/keyring/keyring.ts';
import { testApi } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';
import { receiveCode } from '../_support/verification.ts';

const person = { channel: 'email' as const, address: 'ann@example.com', purpose: 'marketing' };

for (const source of ['web_form', 'preference_centre', 'paper'] as const) {
  test(`${source}, said by a caller of the API, is marked, and lifts nothing without a code`, async (t) => {
    const api = await testApi(t);
    const tenant = await api.tenant();
    const { services } = api;
    const { context } = tenant;
    const stated = source !== 'paper';
    await grantConsent(services, context, person);
    await withdrawConsent(services, personContext(context, { requestId: 'x' }), { email: person.address, channel: 'email', purpose: 'marketing', source: 'web_form' }); // prettier-ignore
    const asked = await tenant.call('POST', '/consents/opt-in', {
      email: person.address, channel: 'email', purpose: 'marketing', wording: 'Send me news', source,
    }); // prettier-ignore
    const consents = async () => (await tenant.call('GET', '/consents?purpose=marketing')).body.data[0]; // prettier-ignore
    const gate = async () => {
      const keys = await services.keyring.keys(context);
      return services.db.withTenant(context, async (trx) => {
        const { id } = await trx('purposes').where({ key: 'marketing' }).first('id');
        const addressBidx = blindIndex(keys, 'email', person.address);
        const [answer] = await askGates(trx, context.tenantId, [{ channel: 'email', purposeId: id, addressBidx }]); // prettier-ignore
        return answer?.reason;
      });
    };
    t.not(await gate(), null, 'nothing is lifted');
    if (!stated) {
      t.is(asked.status, 409);
      return;
    }
    t.is(asked.status, 202);
    t.like(await consents(), { state: 'pending', source, source_stated: true });
    const code = await receiveCode(api, tenant, asked.body.verification_id);
    await tenant.call('POST', `/verifications/${asked.body.verification_id}/check`, { code });
    t.is(await gate(), null);
    const now = await consents();
    t.like(now, { state: 'granted', source, source_stated: true });
    const history = (await tenant.call('GET', `/consents/${now.id}/history`)).body.data;
    t.deepEqual(
      history.slice(-3).map((e: { action: string; source_stated: boolean }) => [e.action, e.source_stated]), // prettier-ignore
      [['withdraw', false], ['request', true], ['grant', true]],
    ); // prettier-ignore
    const events = (await tenant.call('GET', '/consents/events?action=request')).body.data;
    t.true(events[0].source_stated);
    const receipt = await tenant.call('GET', `/consents/${now.id}/receipt`);
    t.true(receipt.body.record.source_stated);
  });
}

import test from 'ava';
import { suppress } from '#domain/suppressions/suppress.ts';
import { testApi, type TestTenant } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';

const OLD = '+12015550141';
const NEW = '+12015550142';

const send = (tenant: TestTenant, to: object) =>
  tenant.call('POST', '/messages/send_with_consent', {
    ...to,
    channel: 'sms',
    purpose: 'marketing',
    template: { body: 'Hello {{ opt_out }}' },
  });

test('a changed number starts from nothing; what was said about the old one stays with it', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { contactId } = await grantConsent(api.services, tenant.context, {
    channel: 'sms',
    address: OLD,
    purpose: 'marketing',
  });
  t.is((await send(tenant, { contact_id: contactId })).body.decision.outcome, 'sending');
  t.is((await tenant.call('PATCH', `/contacts/${contactId}`, { phone: NEW })).status, 200);
  const after = await send(tenant, { contact_id: contactId });
  t.like(after.body.decision, { outcome: 'refused', reason: 'no_consent' });
  t.is((await send(tenant, { phone: OLD })).body.decision.outcome, 'sending');
});

test('a block that had run out does not swallow a new one', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await grantConsent(api.services, tenant.context, {
    channel: 'sms',
    address: OLD,
    purpose: 'marketing',
  });
  const keys = await api.services.keyring.keys(tenant.context);
  const block = (reason: 'admin' | 'complaint', expires_at?: Date) =>
    api.services.db.withTenant(tenant.context, (trx) =>
      suppress(trx, tenant.context, keys, {
        channel: 'sms',
        address: OLD,
        reason,
        ...(expires_at ? { expires_at } : {}),
      }),
    );
  await block('admin', new Date(Date.now() - 60_000));
  t.is((await send(tenant, { phone: OLD })).body.decision.outcome, 'sending');
  await block('complaint');
  const after = await send(tenant, { phone: OLD });
  t.like(after.body.decision, { outcome: 'refused', reason: 'suppressed_complaint' });
});

import test from 'ava';
import { campaignProgress } from '#domain/campaigns/progress.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { createContact } from '#domain/contacts/create.ts';
import { approvedCampaign, campaignProcess } from '../_support/campaigns.ts';
import { testApi } from '../_support/api.ts';
import { grantConsent } from '../_support/consent.ts';
import { localProviders } from '../_support/providers.ts';

const text = (n: number) => ({ channel: 'sms' as const, address: `+120155571${n}`, purpose: 'marketing' }); // prettier-ignore

test('a text that is too long goes to nobody: the request, the preview and the checklist say why', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { services } = api;
  await grantConsent(services, tenant.context, text(10));
  const body = { channel: 'sms', category: 'promotional', body: '{{ words }} {{ opt_out }}' };
  const send = (words: string) =>
    tenant.call('POST', '/messages/send_with_consent', {
      phone: text(10).address,
      channel: 'sms',
      purpose: 'marketing',
      template: { body: body.body },
      variables: { words },
    });
  const preview = async (words: string) =>
    (await tenant.call('POST', '/templates/preview', { ...body, variables: { words } })).body;

  const refused = await send('x'.repeat(5_000));
  t.is(refused.status, 422);
  t.is(refused.body.errors[0].path, 'template.body');
  t.regex(refused.body.errors[0].message, /too long: 5,0\d\d characters, at most 1,600/);
  const shown = await preview('x'.repeat(5_000));
  t.true(shown.segments.segments > 30);
  t.regex(shown.errors[0].message, /too long/);
  // Within 1,600 characters, but of 67 a segment.
  t.regex((await send('ж'.repeat(800))).body.errors[0].message, /13 segments, at most 10/);
  t.true((await send('x'.repeat(1_000))).status < 300);

  t.is((await tenant.call('PATCH', '/organizations/me', { sms_max_segments: 25 })).status, 422);
  const changed = await tenant.call('PATCH', '/organizations/me', { sms_max_segments: 1 });
  t.is(changed.body.sms_max_segments, 1);
  t.is((await send('x'.repeat(200))).status, 422);
  t.regex((await preview('x'.repeat(200))).errors[0].message, /2 segments, at most 1/);

  const template = await tenant.call('POST', '/templates', { name: 'Long', ...body });
  await services.db.withTenant(tenant.context, (trx) => trx('contacts').update({ tags: ['a'] }));
  const draft = await tenant.call('POST', '/campaigns', {
    name: 'Long', channel: 'sms', purpose: 'marketing', template_id: template.body.id,
    audience: { tags: ['a'] }, variables: { words: 'x'.repeat(200) },
  }); // prettier-ignore
  const checks = (await tenant.call('GET', `/campaigns/${draft.body.id}/checks`)).body;
  t.false(checks.ready);
  t.like(checks.errors[0], { path: 'variables' });
  t.regex(checks.errors[0].message, /body becomes too long: 2 segments, at most 1/);
});

test('in a campaign only those fail whose own values make it too long, with that reason', async (t) => {
  const api = await testApi(t, { max: 12 });
  const tenant = await api.tenant();
  const { context } = tenant;
  const { services } = api;
  for (const [n, note] of [
    [20, 'short'],
    [21, 'x'.repeat(1_900)],
  ] as const) {
    await createContact(services, context, newContact.parse({ phone: text(n).address, tags: ['a'], fields: { note } })); // prettier-ignore
    await grantConsent(services, context, text(n));
  }
  const { deps, received } = await localProviders(t, services);
  const campaign = await approvedCampaign(services, context, {
    channel: 'sms',
    tag: 'a',
    body: 'Hi {{ contact.fields.note }} {{ opt_out }}',
  });
  await campaignProcess(deps, context).run(campaign);
  t.deepEqual(await received(), [text(20).address]);
  t.like(await campaignProgress(services, context, campaign.id), { sent: 1, failed: 1 });
  const rows = await services.db.withTenant(context, (trx) =>
    trx('messages').where({ status: 'failed' }).select('reason', 'error_code'),
  );
  t.like(rows, [{ reason: 'too_long', error_code: 'too_long' }]);
  // The exact reason would reveal something about their values.
  const blind = api.as(tenant, ['campaigns:read', 'messages:read']);
  for (const [who, reason] of [
    [tenant, 'too_long'],
    [blind, 'content'],
  ] as const) {
    const path = `/campaigns/${campaign.id}/recipients`;
    const { body } = await who.call('GET', `${path}?status=failed`);
    t.like(body.data, [{ reason, error_code: reason }]);
    for (const field of ['consent_id', 'consent_event_id']) {
      t.is(body.data[0][field] !== null, who === tenant, field);
    }
    t.is((await who.call('GET', `${path}?reason=${reason}`)).body.data.length, 1);
    const message = (await who.call('GET', `/messages/${body.data[0].id}`)).body;
    t.like(message, { error_code: reason, decision: { reason } });
    t.is(/too_long/.test(JSON.stringify(message)), who === tenant);
  }
  t.is((await blind.call('GET', `/campaigns/${campaign.id}/recipients?reason=too_long`)).body.data.length, 0); // prettier-ignore
});

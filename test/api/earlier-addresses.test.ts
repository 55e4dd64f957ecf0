import test, { type ExecutionContext } from 'ava';
import { testApi, type TestTenant } from '../_support/api.ts';
import { approvedCampaign, campaignProcess } from '../_support/campaigns.ts';
import { grantConsent } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';
import { localProviders } from '../_support/providers.ts';

const OLD = 'old@example.com';
const NEW = 'new@example.com';
const to = (address: string) => ({ channel: 'email' as const, address, purpose: 'marketing' });

async function organisation(t: ExecutionContext) {
  const api = await testApi(t, { max: 12 });
  const tenant = await api.tenant();
  const { services } = api;
  const ctx = { ...tenant.context, actor: { type: 'user' as const, id: 'ada' } };
  const { deps } = await localProviders(t, services);
  return {
    services,
    ctx,
    tenant,
    agreed: (address: string) => grantConsent(services, ctx, to(address)),
    send: async (address: string) => (await sendTo(services, ctx, to(address))).id,
    contact: async (fields: object) => (await tenant.call('POST', '/contacts', fields)).body.id,
    change: async (id: string, fields: object) => {
      t.is((await tenant.call('PATCH', `/contacts/${id}`, fields)).status, 200);
    },
    campaign: async (tag: string) => {
      const made = await approvedCampaign(services, ctx, { tag });
      t.is(await campaignProcess(deps, ctx).run(made), 'sent');
      return made.id;
    },
    ...reads(t, tenant),
  };
}

const idsOf = (body: { data: { id: string }[] }): string[] => body.data.map(({ id }) => id).sort();

const reads = (t: ExecutionContext, tenant: TestTenant) => ({
  messagesOf: async (contactId: string) =>
    idsOf((await tenant.call('GET', `/messages?contact_id=${contactId}`)).body),
  messagesTo: async (address: string) => {
    const { status, body } = await tenant.call('POST', '/messages/search', { address });
    t.is(status, 200, JSON.stringify(body));
    return idsOf(body);
  },
  timelineOf: async (contactId: string) => {
    const { body } = await tenant.call('GET', `/contacts/${contactId}/timeline`);
    const seen: { entity: { type: string; id: string } }[] = body.data;
    return seen.flatMap(({ entity }) => (entity.type === 'message' ? entity.id : [])).sort();
  },
  why: async (campaign: string, email: string) =>
    (await tenant.call('POST', `/campaigns/${campaign}/why`, { email })).body,
  whyOf: async (campaign: string, contactId: string) =>
    (await tenant.call('GET', `/campaigns/${campaign}/why?contact_id=${contactId}`)).body,
});

test('after a changed address, what went to the one before is found by the contact and by both addresses', async (t) => {
  const here = await organisation(t);
  const contactId = await here.contact({ email: OLD, tags: ['vip'] });
  const { eventId } = await here.agreed(OLD);
  const campaign = await here.campaign('vip');
  await here.change(contactId, { email: NEW });
  // Sent to the address only: nobody has it now.
  const later = await here.send(OLD);

  const found = await here.messagesOf(contactId);
  t.is(found.length, 2);
  t.true(found.includes(later));
  t.deepEqual(await here.timelineOf(contactId), found);
  t.deepEqual(await here.messagesTo(OLD), found);
  t.deepEqual(await here.messagesTo(NEW), found);
  for (const why of [
    await here.whyOf(campaign, contactId),
    await here.why(campaign, OLD),
    await here.why(campaign, NEW),
  ]) {
    t.like(why, { outcome: 'sent', contact_id: contactId, earlier_address: true });
    t.is(why.basis.id, eventId);
    t.is(why.to, 'o•••@example.com');
  }
  const consents = await here.tenant.call('GET', `/consents?contact_id=${contactId}`);
  t.is(consents.body.data.length, 1);
});

test('somebody left out without a consent is found by the address they had, though nothing else keeps it', async (t) => {
  const here = await organisation(t);
  const contactId = await here.contact({ email: OLD, tags: ['vip'] });
  await here.contact({ email: 'agrees@example.com', tags: ['vip'] });
  await here.agreed('agrees@example.com');
  const campaign = await here.campaign('vip');
  await here.change(contactId, { email: NEW });
  for (const address of [OLD, NEW]) {
    const why = await here.why(campaign, address);
    t.like(why, { outcome: 'not_sent', reason: 'no_consent', contact_id: contactId });
  }
});

test('two contacts that became one: both rows of the campaign are theirs', async (t) => {
  const here = await organisation(t);
  const [stays, goes] = [
    await here.contact({ email: NEW, tags: ['vip'] }),
    await here.contact({ email: OLD, tags: ['vip'] }),
  ];
  await here.agreed(NEW);
  await here.agreed(OLD);
  const campaign = await here.campaign('vip');
  const [kept, merged] = [await here.messagesOf(stays), await here.messagesOf(goes)];
  t.is((await here.tenant.call('DELETE', `/contacts/${goes}`)).status, 204);
  t.deepEqual(await here.messagesTo(OLD), merged);
  await here.change(stays, { email: OLD });

  t.deepEqual(await here.messagesOf(stays), [...kept, ...merged].sort());
  const why = await here.why(campaign, OLD);
  t.is(why.message_id, merged[0]);
  t.like(why, { contact_id: stays, earlier_address: false });
  t.deepEqual(why.other_message_ids, kept);
  const ofContact = await here.whyOf(campaign, stays);
  t.is(ofContact.message_id, kept[0]);
  t.deepEqual(ofContact.other_message_ids, merged);
  // Also after that address was given up.
  await here.change(stays, { email: 'third@example.com' });
  t.deepEqual(await here.messagesOf(stays), [...kept, ...merged].sort());
  t.deepEqual(await here.messagesTo(OLD), [...kept, ...merged].sort());
});

test('an address that is somebody else’s today leads to them, and to what it was sent before; not to the other person’s', async (t) => {
  const here = await organisation(t);
  const first = await here.contact({ email: OLD });
  await here.agreed(OLD);
  const toOld = await here.send(OLD);
  await here.change(first, { email: NEW });
  await here.agreed(NEW);
  const toNew = await here.send(NEW);
  const second = await here.contact({ email: OLD });
  const again = await here.send(OLD);

  t.deepEqual(await here.messagesOf(first), [toOld, toNew].sort());
  t.deepEqual(await here.messagesOf(second), [again]);
  t.deepEqual(await here.messagesTo(OLD), [toOld, again].sort());
  t.deepEqual(await here.messagesTo(NEW), [toOld, toNew].sort());
});

test('contacts are found by an address they had before, when that is asked for', async (t) => {
  const here = await organisation(t);
  const contactId = await here.contact({ email: OLD });
  await here.agreed(OLD);
  await here.change(contactId, { email: NEW });
  const found = async (query: string) =>
    idsOf((await here.tenant.call('GET', `/contacts?${query}`)).body);
  t.deepEqual(await found(`q=${OLD}`), []);
  t.deepEqual(await found(`q=${OLD}&earlier_address=true`), [contactId]);
  t.deepEqual(await found(`q=${NEW}&earlier_address=true`), []);
});

test('what is no address is refused, and another organisation’s messages are not found', async (t) => {
  const here = await organisation(t);
  await here.agreed(OLD);
  await here.send(OLD);
  const { status, body } = await here.tenant.call('POST', '/messages/search', { address: 'x y z' });
  t.is(status, 422);
  t.is(body.errors[0].path, 'address');
  const elsewhere = await organisation(t);
  t.deepEqual(await elsewhere.messagesTo(OLD), []);
});

import test, { type ExecutionContext } from 'ava';
import { newContact } from '#domain/contacts/contract.ts';
import { createContact } from '#domain/contacts/create.ts';
import { deleteContact } from '#domain/contacts/delete.ts';
import { updateContact } from '#domain/contacts/update.ts';
import { putQuietHours } from '#domain/message-rules/update.ts';
import { getMessage } from '#domain/messaging/read.ts';
import { drainTenant } from '../../activities/messaging/drain-tenant.ts';
import { grantConsent } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';
import { localProviders } from '../_support/providers.ts';
import { testContext, testServices } from '../_support/services.ts';

const PHONE = '+12125550123';
const PERSON = { channel: 'sms', address: PHONE, purpose: 'marketing' } as const;

/** Someone in New York at 6:36, when nothing may be sent: the hour from 20 to 21 has begun in Tokyo. */
async function held(t: ExecutionContext) {
  const services = await testServices(t, { clock: () => new Date('2026-11-30T11:36:00Z') });
  const ctx = await testContext(services, { quietHours: true });
  await putQuietHours(services, ctx, {
    enabled: true,
    channels: ['sms'],
    transactional: false,
    rules: [
      {
        region: '*',
        hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '21:00' }],
        no_holidays: false,
        source: 'the test',
        as_of: '2026-11-21',
        enabled: true,
      },
    ],
    holidays: [],
  });
  const { deps, received } = await localProviders(t, services);
  const contact = await createContact(services, ctx, newContact.parse({ phone: PHONE }));
  await grantConsent(services, ctx, PERSON);
  const { id } = await sendTo(services, ctx, PERSON);
  const drain = () => drainTenant(deps, ctx.tenantId);
  await drain();
  const message = () => getMessage(services, ctx, id, false);
  t.is((await message()).decision.held, 'quiet_hours');
  return { services, ctx, contact, drain, message, received };
}

test('a held message follows its contact to another time zone at once', async (t) => {
  const { services, ctx, contact, drain, message, received } = await held(t);
  await drain();
  t.deepEqual(await received(), []);
  await updateContact(services, ctx, contact.id, { time_zone: 'Asia/Tokyo' });
  await drain();
  t.deepEqual(await received(), [PHONE]);
  t.is((await message()).status, 'sent');
});

test('to a zone in which it must wait too it waits by the new clock', async (t) => {
  const { services, ctx, contact, drain, message } = await held(t);
  t.deepEqual((await message()).decision.held_until, new Date('2026-12-01T01:00:00Z'));
  await updateContact(services, ctx, contact.id, { fields: { state: 'CA' } });
  await drain();
  t.deepEqual((await message()).decision.held_until, new Date('2026-12-01T04:00:00Z'));
});

test('what waits for a contact is canceled when the contact is removed', async (t) => {
  const { services, ctx, contact, drain, message, received } = await held(t);
  const asked = await sendTo(services, ctx, { ...PERSON, purpose: 'service' }, 'request');
  t.is(asked.status, 'awaiting_consent');
  await deleteContact(services, ctx, contact.id);
  await drain();
  t.like(await message(), { status: 'canceled', decision: { reason: 'contact_removed' } });
  const { events } = await message();
  t.like(events?.at(-1), { type: 'canceled', detail: { reason: 'contact_removed' } });
  const waited = await getMessage(services, ctx, asked.id, false);
  t.like(waited, { status: 'canceled', decision: { reason: 'contact_removed' } });
  t.deepEqual(await received(), []);
});

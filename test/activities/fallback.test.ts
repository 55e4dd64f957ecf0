import test, { type ExecutionContext } from 'ava';
import { newContact } from '#domain/contacts/contract.ts';
import { createContact } from '#domain/contacts/create.ts';
import { sendRequest } from '#domain/messaging/contract.ts';
import { getMessage } from '#domain/messaging/read.ts';
import { recordDelivery } from '#domain/messaging/record-delivery.ts';
import { sendWithConsent } from '#domain/messaging/send-with-consent.ts';
import { drainTenant } from '../../activities/messaging/drain-tenant.ts';
import { grantConsent, stopConsent } from '../_support/consent.ts';
import { localProviders } from '../_support/providers.ts';
import { testContext, testServices } from '../_support/services.ts';

const MAIL = 'amina@example.com';

async function setUp(t: ExecutionContext, phone: string | undefined = '+12015550123') {
  const services = await testServices(t, { max: 8 });
  const ctx = await testContext(services);
  const providers = await localProviders(t, services);
  const { id: contact_id } = await createContact(
    services,
    ctx,
    newContact.parse({ email: MAIL, ...(phone ? { phone } : {}) }),
  );
  const sms = { channel: 'sms' as const, address: phone ?? '', purpose: 'service' };
  const mail = { channel: 'email' as const, address: MAIL, purpose: 'service' };
  const send = (more: object = {}) =>
    sendWithConsent(
      services,
      ctx,
      sendRequest.parse({
        contact_id,
        channel: 'sms',
        purpose: 'service',
        template: { body: 'Ready' },
        fallback: { channel: 'email', template: { subject: 'Ready', body: '<p>It is ready</p>' } },
        ...more,
      }),
    );
  const drain = async () => {
    for (let i = 0; i < 3; i++) await drainTenant(providers.deps, ctx.tenantId);
  };
  const message = (id: string) => getMessage(services, ctx, id, false);
  return { services, ctx, ...providers, sms, mail, send, drain, message };
}

test('without consent on the first channel it goes by the other, as a message of its own', async (t) => {
  const { services, ctx, mail, send, drain, message, received } = await setUp(t);
  const { eventId } = await grantConsent(services, ctx, mail);
  // With or without asking for consent: a channel that the person has not chosen is not asked for.
  const first = await send({ if_no_consent: 'request' });
  t.like(first, { status: 'refused', decision: { reason: 'no_consent' }, fallback_for: null });
  const other = await message(first.fallback?.id ?? '');
  t.like(other, { channel: 'email', status: 'queued', fallback_for: first.id });
  t.is(other.decision.consent_event_id, eventId);
  await drain();
  t.deepEqual(await received(), [MAIL]);
});

test('a number that is refused for good falls back; one that takes the text does not', async (t) => {
  const gone = await setUp(t, '+15005550009');
  await grantConsent(gone.services, gone.ctx, gone.sms);
  await grantConsent(gone.services, gone.ctx, gone.mail);
  const first = await gone.send();
  t.deepEqual(first.fallback, { id: null, status: 'waiting' });
  await gone.drain();
  const failed = await gone.message(first.id);
  t.like(failed, { status: 'failed', fallback: { status: 'sent' } });
  t.true(failed.events?.some((e) => e.type === 'fell_back' && e.detail?.['because'] === '21614'));
  t.deepEqual(await gone.received(), [MAIL]);

  const fine = await setUp(t);
  await grantConsent(fine.services, fine.ctx, fine.sms);
  await grantConsent(fine.services, fine.ctx, fine.mail);
  const sent = await fine.send();
  await fine.drain();
  t.like(await fine.message(sent.id), {
    status: 'sent',
    fallback: { id: null, status: 'waiting' },
  });
  t.deepEqual(await fine.received(), ['+12015550123']);
});

test('undelivered later: the other way is taken once, however often it is reported', async (t) => {
  const { services, ctx, sms, mail, send, drain, message, received } = await setUp(t);
  await grantConsent(services, ctx, sms);
  await grantConsent(services, ctx, mail);
  const { id } = await send();
  await drain();
  const report = { kind: 'message' as const, id, providerMessageId: 'SM1', errorCode: '30003' };
  for (const status of ['undelivered', 'undelivered', 'failed'] as const) {
    await recordDelivery(services, ctx, { ...report, status });
    await Promise.all([drain(), drain()]);
  }
  t.like(await message(id), { status: 'failed', fallback: { status: 'sent' } });
  t.deepEqual(await received(), ['+12015550123', MAIL]);
});

test('the other way needs a consent of its own', async (t) => {
  const { services, ctx, sms, mail, send, drain, message, received } = await setUp(
    t,
    '+15005550009',
  );
  await grantConsent(services, ctx, sms);
  await grantConsent(services, ctx, mail);
  await stopConsent(services, ctx, mail);
  const { id } = await send();
  await drain();
  const other = await message((await message(id)).fallback?.id ?? '');
  t.like(other, { status: 'refused', decision: { reason: 'withdrawn', consent_event_id: null } });
  t.deepEqual(await received(), []);
});

test('an uncertain text has no other way: never both', async (t) => {
  const { services, ctx, sms, mail, send, drain, message, received } = await setUp(
    t,
    '+15005550500',
  );
  await grantConsent(services, ctx, sms);
  await grantConsent(services, ctx, mail);
  const { id } = await send();
  await drain();
  t.like(await message(id), { status: 'uncertain', fallback: { id: null, status: 'waiting' } });
  t.deepEqual(await received(), ['+15005550500']);
});

test('who has no address on the first channel gets it by the other', async (t) => {
  const services = await testServices(t, { max: 4 });
  const ctx = await testContext(services);
  const { id: contact_id } = await createContact(services, ctx, newContact.parse({ email: MAIL }));
  await grantConsent(services, ctx, { channel: 'email', address: MAIL, purpose: 'service' });
  const request = {
    contact_id,
    channel: 'sms',
    purpose: 'service',
    template: { body: 'Ready' },
    fallback: { channel: 'email', template: { subject: 'Ready', body: '<p>Ready</p>' } },
  };
  const sent = await sendWithConsent(services, ctx, sendRequest.parse(request));
  t.like(sent, { channel: 'email', status: 'queued', decision: { outcome: 'sending' } });
  t.like(sent.events?.[0]?.detail, { instead_of: 'sms', because: 'no_address' });
  const wrong = { ...request, fallback: { ...request.fallback, channel: 'sms' } };
  t.throws(() => sendRequest.parse(wrong));
});

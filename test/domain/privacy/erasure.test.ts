import test, { type ExecutionContext } from 'ava';
import { verifyAudit } from '#domain/audit-log/verify-audit.ts';
import { createContact } from '#domain/contacts/create.ts';
import { updateContact } from '#domain/contacts/update.ts';
import { requestOptIn } from '#domain/opt-in/request-opt-in.ts';
import { sendWithConsent } from '#domain/messaging/send-with-consent.ts';
import { sendRequest } from '#domain/messaging/contract.ts';
import { placeHold } from '#domain/privacy/place.ts';
import { releaseHold } from '#domain/holds/release.ts';
import { advanceErasure } from '#domain/privacy/erasure/advance.ts';
import { checkCertificate } from '#domain/privacy/erasure/check-certificate.ts';
import { getCertificate, getErasure } from '#domain/privacy/erasure/read.ts';
import { requestErasure } from '#domain/privacy/erasure/request.ts';
import { found } from '../../_support/canaries.ts';
import { carryOut, leftOf } from '../../_support/erasing.ts';
import { live } from '../../_support/lived.ts';
import { testContext, testServices } from '../../_support/services.ts';

async function setUp(t: ExecutionContext) {
  const services = await testServices(t);
  return { services, ctx: await testContext(services, {}) };
}

test('nothing of an erased person can be read, with every key; another person is untouched', async (t) => {
  const { services, ctx } = await setUp(t);
  const gone = await live(services, ctx, 'gone');
  const stays = await live(services, ctx, 'stays');
  t.true((await leftOf(services, ctx, gone.canaries)).length > 5);
  const before = await leftOf(services, ctx, stays.canaries);

  const { id } = await requestErasure(services, ctx, { contact_id: gone.id, dry_run: false });
  await carryOut(services, ctx, id);

  t.deepEqual(await leftOf(services, ctx, gone.canaries), []);
  t.deepEqual(await leftOf(services, ctx, stays.canaries), before);
  const done = await getErasure(services, ctx, id);
  t.is(done.status, 'completed');
  t.like(done.counts, { contacts: 1, messages: 1, sends_canceled: 1, verifications: 1 });
  const audit = await verifyAudit(services, ctx);
  t.true(audit.ok, JSON.stringify(audit));
});

test('the proof stays: what was agreed to and that it was taken back; not whose it was', async (t) => {
  const { services, ctx } = await setUp(t);
  const gone = await live(services, ctx, 'gone');
  const { id } = await requestErasure(services, ctx, { contact_id: gone.id, dry_run: false });
  await carryOut(services, ctx, id);
  const { events, messages } = await services.db.withTenant(ctx, async (trx) => ({
    events: await trx('consent_events').orderBy('seq').select('action', 'state_after', 'source'),
    messages: await trx('messages').select('status', 'content_enc', 'address_bidx', 'contact_id'),
  }));
  t.deepEqual(events, [
    { action: 'grant', state_after: 'granted', source: 'web_form' },
    { action: 'withdraw', state_after: 'withdrawn', source: 'erasure' },
  ]);
  t.deepEqual(messages, [
    { status: 'canceled', content_enc: null, address_bidx: null, contact_id: null },
  ]);
});

test('the certificate is checked with nothing but itself, and refused when a byte is changed', async (t) => {
  const { services, ctx } = await setUp(t);
  const gone = await live(services, ctx, 'gone');
  const { id } = await requestErasure(services, ctx, {
    contact_id: gone.id,
    dry_run: false,
    reason: `asked by ${gone.email}`,
  });
  await carryOut(services, ctx, id);
  const certificate = await getCertificate(services, ctx, id);
  t.true(checkCertificate(certificate).ok);
  t.deepEqual(found(gone.canaries, JSON.stringify(certificate)), []);
  const changed = structuredClone(certificate);
  changed.statement.erased['messages'] = 7;
  t.false(checkCertificate(changed).ok);
  const moved = structuredClone(certificate);
  moved.proof.seal.root = moved.proof.seal.root.replace(/^./, (c) => (c === '0' ? '1' : '0'));
  t.false(checkCertificate(moved).ok);
});

test('an erased person is kept out at every door by which others bring them in', async (t) => {
  const { services, ctx } = await setUp(t);
  const gone = await live(services, ctx, 'gone');
  const other = await live(services, ctx, 'other');
  const { id } = await requestErasure(services, ctx, { contact_id: gone.id, dry_run: false });
  await carryOut(services, ctx, id);
  const { email, phone } = gone;
  const refused = { message: /erased/ };
  await t.throwsAsync(createContact(services, ctx, { email, tags: [], fields: {} }), refused);
  await t.throwsAsync(updateContact(services, ctx, other.id, { phone }), refused);
  await t.throwsAsync(
    requestOptIn(services, ctx, {
      email,
      channel: 'email',
      purpose: 'marketing',
      wording: 'Yes',
      source: 'api',
      language: 'en',
    }),
    refused,
  );
  for (const if_no_consent of ['refuse', 'request'] as const) {
    await t.throwsAsync(
      sendWithConsent(
        services,
        ctx,
        sendRequest.parse({
          email,
          channel: 'email',
          purpose: 'service',
          if_no_consent,
          template: { subject: 'x', body: '<p>x</p>' },
        }),
      ),
      refused,
    );
  }
  t.deepEqual(await leftOf(services, ctx, gone.canaries), []);
});

test('erasing again, from ids and hashes alone, takes nothing more and fails at nothing', async (t) => {
  const { services, ctx } = await setUp(t);
  const gone = await live(services, ctx, 'gone');
  const { id } = await requestErasure(services, ctx, { contact_id: gone.id, dry_run: false });
  await carryOut(services, ctx, id);
  const { counts } = await getErasure(services, ctx, id);
  await services.db.withTenant(ctx, (trx) =>
    trx('privacy_erasures').where({ id }).update({ status: 'running', finished_at: null }),
  );
  await carryOut(services, ctx, id);
  t.deepEqual((await getErasure(services, ctx, id)).counts, counts);
});

test('a legal hold keeps everything but the consents; released, the erasure goes through', async (t) => {
  const { services, ctx } = await setUp(t);
  const one = await live(services, ctx, 'held');
  const hold = await placeHold(services, ctx, {
    scope: 'contact',
    contact_id: one.id,
    reason: 'A case is pending',
  });
  const { id } = await requestErasure(services, ctx, { contact_id: one.id, dry_run: false });
  const held = await advanceErasure(services, ctx, id, {});
  t.is(held.status, 'on_hold');
  t.true((await leftOf(services, ctx, one.canaries)).length > 0);
  const states: string[] = await services.db.withTenant(ctx, (trx) =>
    trx('consents').where({ contact_id: one.id }).pluck('state'),
  );
  t.deepEqual(states, ['withdrawn']);

  await releaseHold(services, ctx, hold.id, { reason: 'It was settled' });
  await carryOut(services, ctx, id);
  t.is((await getErasure(services, ctx, id)).status, 'completed');
  t.deepEqual(await leftOf(services, ctx, one.canaries), []);
});

test('a dry run counts what would go and takes nothing', async (t) => {
  const { services, ctx } = await setUp(t);
  const gone = await live(services, ctx, 'gone');
  const before = await leftOf(services, ctx, gone.canaries);
  const tried = await requestErasure(services, ctx, { contact_id: gone.id, dry_run: true });
  t.is(tried.status, 'completed');
  t.like(tried.summary?.goes, { contacts: 1, messages: 1, sends_canceled: 1, verifications: 1 });
  t.deepEqual(await leftOf(services, ctx, gone.canaries), before);
});

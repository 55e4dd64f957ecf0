import test from 'ava';
import { hmac } from '#lib/crypto.ts';
import { newId } from '#lib/ids.ts';
import { numberHash } from '#domain/addresses/known-numbers.ts';
import { whoKnows } from '#domain/inbound/who-knows.ts';
import { blindIndex } from '#domain/keyring/keyring.ts';
import { nameNumbers } from '#domain/verification/name-numbers.ts';
import type { Context, Services } from '#domain/context.ts';
import { writeChunk } from '#domain/contact-imports/write-chunk.ts';
import { createContact } from '#domain/contacts/create.ts';
import { addressIndexes } from '#domain/contacts/row.ts';
import { tokenMemory } from '#domain/contacts/search.ts';
import { putFrequencyCaps } from '#domain/message-rules/update.ts';
import { claimOutbox } from '#domain/messaging/claim.ts';
import { destinationOf } from '#domain/prices/destination.ts';
import { suppressionHashes } from '#domain/suppressions/erased.ts';
import { searchSuppressions } from '#domain/suppressions/read.ts';
import { createSuppression, createSuppressions } from '#domain/suppressions/suppress.ts';
import { grantConsent, stopConsent } from '../_support/consent.ts';
import { erase } from '../_support/erasing.ts';
import { sendTo } from '../_support/messages.ts';
import { readConsent } from '../_support/read-consent.ts';
import { testContext, testServices } from '../_support/services.ts';

/** Pairs of valid spellings of one phone. */
const PAIRS = [
  ['+5491123456789', '+541123456789'],
  ['+541123450031', '+5491123450031'],
  ['+551171234567', '+5511971234567'],
] as const;
const at = (address: string) => ({ channel: 'sms' as const, address, purpose: 'marketing' });
const reason = async (services: Services, ctx: Context, address: string): Promise<string> => {
  const { decision } = await sendTo(services, ctx, at(address));
  return decision.outcome === 'sending' ? 'sending' : decision.reason;
};

for (const [one, other] of PAIRS) {
  test(`${one} and ${other} are one phone`, async (t) => {
    const services = await testServices(t);
    const ctx = await testContext(services);
    const keys = await services.keyring.keys(ctx);

    const { contactId } = await grantConsent(services, ctx, at(one));
    t.is(await reason(services, ctx, other), 'sending');
    await t.throwsAsync(createContact(services, ctx, { phone: other, tags: [], fields: {} }), {
      message: /already|another/i,
    });
    await stopConsent(services, ctx, at(other));
    t.is(await readConsent(services, ctx, at(one)), 'withdrawn');
    t.is(await reason(services, ctx, one), 'withdrawn');
    t.is((await grantConsent(services, ctx, at(other))).contactId, contactId);
    t.is(await reason(services, ctx, one), 'sending');

    const asked = { channel: 'sms' as const, reason: 'legal' as const };
    const block = await createSuppression(services, ctx, { ...asked, address: other });
    t.regex(await reason(services, ctx, one), /suppressed/);
    const { created, already } = await createSuppressions(services, ctx, {
      suppressions: [one, other].map((address) => ({ ...asked, address })),
    });
    t.deepEqual([created, already], [0, 2]);
    const found = await searchSuppressions(services, ctx, { address: one });
    t.deepEqual(found.map(({ id }) => id), [block.id]); // prettier-ignore

    const row = { email: null, phone: other, name: null, locale: null, time_zone: null, country: null, tags: [], fields: {} }; // prettier-ignore
    const read = { number: 2, id: newId(), row: { ...row, ...addressIndexes(keys, row) }, encrypted: null }; // prettier-ignore
    const written = await services.db.withTenant(ctx, (trx) =>
      writeChunk(trx, ctx, keys, [read], new Map(), tokenMemory(), true),
    );
    t.like(written, { created: 0, unchanged: 1, notes: [] });

    await erase(services, ctx, contactId);
    for (const phone of [one, other])
      await t.throwsAsync(createContact(services, ctx, { phone, tags: [], fields: {} }), {
        message: /erased/,
      });
    // Erased before spellings had one hash: it cannot be made anew.
    for (const hash of suppressionHashes(keys, at(one))) {
      await services.db.withTenant(ctx, (trx) =>
        trx('suppressions').where({ reason: 'erasure' }).update({ address_bidx: hash }),
      );
      for (const phone of [one, other])
        await t.throwsAsync(createContact(services, ctx, { phone, tags: [], fields: {} }), {
          message: /erased/,
        });
    }
  });
}

test('a cap and a limit count the phone, however it is written', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await putFrequencyCaps(services, ctx, {
    over: 'refuse',
    caps: [{ channel: 'sms', most: 1, hours: 24, purpose: null }],
  });
  const [one, other] = ['+5491123456701', '+541123456701'];
  await grantConsent(services, ctx, at(one));
  for (const address of [one, other]) await sendTo(services, ctx, at(address));
  t.is((await claimOutbox(services, ctx, 25)).send.length, 1);
  t.is(destinationOf(one).block, destinationOf(other).block);
});

test('what was stored under another spelling is found by a text at once, before anything sweeps', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const keys = await services.keyring.keys(ctx);
  for (const [stored, other] of PAIRS) {
    const old = hmac(keys.index, `sms\0${stored}`);
    const now = blindIndex(keys, 'sms', stored);
    const earlier = old.equals(now) ? hmac(keys.index, `sms\0${other}`) : old;
    const { contactId } = await grantConsent(services, ctx, at(stored));
    await services.db.withTenant(ctx, async (trx) => {
      await trx('contacts').where({ id: contactId }).update({ phone_bidx: earlier });
      await trx('consents').where({ address_bidx: now }).update({ address_bidx: earlier });
    });
    for (const number of [stored, other]) {
      const heard = (await whoKnows(services, number)).find((one) => one.tenantId === ctx.tenantId);
      t.true(heard?.known, number);
    }
    await stopConsent(services, ctx, at(other));
    t.is(await readConsent(services, ctx, at(stored)), 'withdrawn');
    const kept = await services.db.withTenant(ctx, (trx) =>
      trx('known_numbers')
        .whereIn('address_bidx', [earlier, now])
        .select('address_bidx', 'number_hash'),
    );
    t.deepEqual(kept, [{ address_bidx: now, number_hash: numberHash(keys.shared, stored) }]);
  }
});

test('what was stored under another spelling is found again, its block too', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const keys = await services.keyring.keys(ctx);
  const [stored, blocked] = ['+541123456711', '+541123456712'];
  const { contactId } = await grantConsent(services, ctx, at(stored));
  const { id } = await sendTo(services, ctx, at(stored));
  await createSuppression(services, ctx, { channel: 'sms', address: blocked, reason: 'opt_out' });
  const old = (number: string) => hmac(keys.index, `sms\0${number}`);
  // As it was stored before, and as the migration lists it.
  await services.db.withTenant(ctx, async (trx) => {
    const now = blindIndex(keys, 'sms', stored);
    await trx('contacts')
      .where({ id: contactId })
      .update({ phone_bidx: old(stored) });
    for (const table of ['consents', 'messages'])
      await trx(table)
        .where({ address_bidx: now })
        .update({ address_bidx: old(stored) });
    await trx('suppressions').update({ address_bidx: old(blocked) });
    await trx.raw(`insert into known_numbers (tenant_id, address_bidx) values (:tenant, :bidx)`, {
      tenant: ctx.tenantId,
      bidx: old(blocked),
    });
    await trx('known_numbers').update({ number_hash: null });
  });
  await nameNumbers(services, ctx);
  t.is(await readConsent(services, ctx, at('+5491123456711')), 'granted');
  const found = await searchSuppressions(services, ctx, { address: '+5491123456712' });
  t.is(found.length, 1);
  const rows = await services.db.withTenant(ctx, async (trx) => ({
    contacts: await trx('contacts').select('phone_bidx'),
    messages: await trx('messages').where({ id }).select('address_bidx'),
    known: await trx('known_numbers').select('address_bidx'),
  }));
  const bidx = blindIndex(keys, 'sms', stored);
  t.deepEqual(rows, {
    contacts: [{ phone_bidx: bidx }],
    messages: [{ address_bidx: bidx }],
    known: [{ address_bidx: bidx }],
  });
});

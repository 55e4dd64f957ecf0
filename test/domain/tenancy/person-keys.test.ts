import test from 'ava';
import { consentHistory, getConsent } from '#domain/consent/read/read.ts';
import { makeReceipt } from '#domain/receipts/make-receipt.ts';
import { withdrawConsent } from '#domain/consent/withdraw/withdraw.ts';
import { getMessage } from '#domain/messaging/read.ts';
import { blindIndex } from '#domain/keyring/keyring.ts';
import {
  destroyPersonKeys,
  decryptPersonal,
  personKeys,
  personKeysOf,
  encryptPersonal,
} from '#domain/encryption/person-keys.ts';
import { encryptValue } from '#domain/encryption/personal.ts';
import { testContext, testServices } from '../../_support/services.ts';
import { grantConsent } from '../../_support/consent.ts';
import { sendTo } from '../../_support/messages.ts';

const EVE = { channel: 'email', address: 'eve@example.com', purpose: 'marketing' } as const;

test('what one person left is unreadable once their key is gone; what others left is not', async (t) => {
  const services = await testServices(t);
  const ctx = { ...(await testContext(services)), client: { ip: '192.0.2.7', userAgent: 'Eve' } };
  const ADAM = { ...EVE, address: 'adam@example.com' };
  const sent: Record<string, { message: string; consent: string }> = {};
  for (const person of [EVE, ADAM]) {
    await grantConsent(services, ctx, person);
    const message = await sendTo(services, ctx, person);
    sent[person.address] = { message: message.id, consent: message.decision.consent_id ?? '' };
  }
  const see = async (address: string) => {
    const { message = '', consent = '' } = sent[address] ?? {};
    const [event] = await consentHistory(services, ctx, consent, true);
    const { to, content } = await getMessage(services, ctx, message, true);
    return { ip: event?.evidence.ip, to, subject: content?.subject ?? null };
  };
  const readable = { ip: '192.0.2.7', subject: 'News from Test organisation' };
  t.like(await see(EVE.address), { ...readable, to: EVE.address });
  const eve = sent[EVE.address]?.consent ?? '';
  t.is((await makeReceipt(services, ctx, eve, { address: true })).piiPrincipalId, EVE.address);

  const keys = await services.keyring.keys(ctx);
  const gone = await services.db.withRetentionRole(ctx, async (trx) => {
    await trx('consents').where({ id: eve }).update({ address_enc: null, address_gone: 'erasure' });
    return destroyPersonKeys(trx, [blindIndex(keys, 'email', EVE.address)]);
  });
  t.is(gone, 1);
  t.deepEqual(await see(EVE.address), { ip: null, to: null, subject: null });
  t.is((await getConsent(services, ctx, eve)).address, null);
  await t.throwsAsync(makeReceipt(services, ctx, eve, { address: false }), { message: /erased/ });
  t.like(await see(ADAM.address), { ...readable, to: ADAM.address });

  // A withdrawal still works, and does not bring the address back; a new yes of the person does.
  await withdrawConsent(services, ctx, {
    email: EVE.address,
    channel: 'email',
    source: 'web_form',
  });
  t.like(await getConsent(services, ctx, eve), { address: null, state: 'withdrawn' });
  await grantConsent(services, ctx, EVE);
  t.like(await getConsent(services, ctx, eve), { address: 'e•••@example.com', state: 'granted' });
  t.is((await makeReceipt(services, ctx, eve, { address: true })).piiPrincipalId, EVE.address);
  const old = await consentHistory(services, ctx, eve, true);
  t.deepEqual([old[0]?.evidence.ip, old.at(-1)?.evidence.ip], [null, '192.0.2.7']);
});

test('keys are made once for many, open what was sealed before there were any, and only in its place', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const keys = await services.keyring.keys(ctx);
  const bidxs = ['a', 'b', 'a'].map((name) => blindIndex(keys, 'email', `${name}@example.com`));
  const [a = Buffer.of(), b = Buffer.of()] = bidxs;
  const place = { tenantId: ctx.tenantId, table: 'messages', id: '1', column: 'content' };
  await services.db.withTenant(ctx, async (trx) => {
    const made = await personKeys(trx, keys, bidxs);
    const found = await personKeys(trx, keys, bidxs);
    t.is(made.of(a).id, found.of(a).id);
    t.not(made.of(a).id, made.of(b).id);
    t.deepEqual(await trx('person_keys').count(), [{ count: 2 }]);
    const sealed = encryptPersonal(made.of(a), place, 'نص سري');
    const before = encryptValue(keys, place, 'before');
    const persons = await personKeysOf(trx, keys, [sealed, before, null]);
    t.is(decryptPersonal(keys, persons, place, sealed), 'نص سري');
    t.is(decryptPersonal(keys, persons, place, before), 'before');
    t.is(decryptPersonal(keys, persons, place, null), null);
    t.throws(() => decryptPersonal(keys, persons, { ...place, id: '2' }, sealed));
    const moved = encryptPersonal({ ...made.of(b), id: made.of(a).id }, place, 'x');
    t.throws(() => decryptPersonal(keys, persons, place, moved));
  });
  await t.throwsAsync(
    services.db.withTenant(ctx, (trx) => destroyPersonKeys(trx, [a])),
    { message: /permission denied/ },
  );
});

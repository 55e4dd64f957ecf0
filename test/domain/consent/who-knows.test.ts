import test from 'ava';
import { lockConsent } from '#domain/consent/record/lock-consents.ts';
import { purposeNamed } from '#domain/purposes/purposes.ts';
import { whoKnows } from '#domain/inbound/who-knows.ts';
import { createContact } from '#domain/contacts/create.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { deleteContact } from '#domain/contacts/delete.ts';
import { addressIndexes } from '#domain/contacts/row.ts';
import { tokenMemory } from '#domain/contacts/search.ts';
import { saveContacts } from '#domain/contact-imports/save-contacts.ts';
import { numberHash } from '#domain/addresses/known-numbers.ts';
import { nameNumbers, tenantsToName } from '#domain/verification/name-numbers.ts';
import { updateContact } from '#domain/contacts/update.ts';
import type { Context, Services } from '#domain/context.ts';
import { advanceErasure } from '#domain/privacy/erasure/advance.ts';
import { requestErasure } from '#domain/privacy/erasure/request.ts';
import { blindIndex } from '#domain/keyring/keyring.ts';
import { requestOptIn } from '#domain/opt-in/request-opt-in.ts';
import { changeSettings } from '#domain/verification/change-settings.ts';
import { createVerification } from '#domain/verification/create.ts';
import { newId } from '#lib/ids.ts';
import { grantConsent } from '../../_support/consent.ts';
import { testContext, testServices } from '../../_support/services.ts';
import { someone } from '../../_support/twilio.ts';
import { until } from '../../_support/until.ts';

const number = (): string => someone().address;

const phoned = (services: Services, ctx: Context, phone: string) =>
  createContact(services, ctx, newContact.parse({ phone }));

/** Returns which of these organisations receive a text from this number. */
async function hear(
  services: Services,
  from: string,
  among: readonly Context[],
): Promise<boolean[]> {
  const known = new Set((await whoKnows(services, from)).map(({ tenantId }) => tenantId));
  return among.map(({ tenantId }) => known.has(tenantId));
}

const entries = (services: Services, ctx: Context) =>
  services.db.withTenant(ctx, async (trx) => {
    const rows: { number_hash: Buffer | null }[] = await trx('known_numbers').select('number_hash');
    return rows.map(({ number_hash }) => number_hash?.toString('hex') ?? null);
  });

/** Every way a number becomes known. */
const WAYS = (
  services: Services,
): Record<string, (ctx: Context, phone: string) => Promise<unknown>> => ({
  contact: (ctx, phone) => phoned(services, ctx, phone),
  changed: async (ctx, phone) => {
    const { id } = await createContact(services, ctx, newContact.parse({ email: 'a@example.com' }));
    await updateContact(services, ctx, id, { phone });
  },
  'opt-in': async (ctx, phone) => {
    await requestOptIn(services, ctx, { phone, channel: 'sms', purpose: 'marketing', source: 'web_form', wording: 'Yes', language: 'en' });
  }, // prettier-ignore
  consent: (ctx, address) => grantConsent(services, ctx, { ...someone(), address }),
  import: async (ctx, phone) => {
    const keys = await services.keyring.keys(ctx);
    const row = { email: null, phone, name: null, fields: {}, locale: null, time_zone: null, country: null, tags: [] }; // prettier-ignore
    await services.db.withTenant(ctx, (trx) =>
      saveContacts(
        trx,
        ctx,
        keys,
        [{ ...row, ...addressIndexes(keys, row), id: newId(), isNew: true, changed: false, encrypted: null }], // prettier-ignore
        tokenMemory(),
      ),
    );
  },
  verification: async (ctx, address) => {
    const keys = await services.keyring.keys(ctx);
    await services.db.withTenant(ctx, (trx) =>
      createVerification(trx, ctx, keys, {
        id: newId(),
        channel: 'sms',
        address,
        addressBidx: blindIndex(keys, 'sms', address),
        purpose: 'sign_in',
        ttlMs: 600_000,
        contactId: null,
      }).then((made) => trx('verifications').where({ id: made.id }).update({ sent: 1 })),
    );
  },
});

test('every way a number becomes known notes it in the same transaction, with its shared hash', async (t) => {
  const services = await testServices(t);
  const other = await testContext(services);
  for (const [way, come] of Object.entries(WAYS(services))) {
    const ctx = await testContext(services);
    const phone = number();
    t.deepEqual(await hear(services, phone, [ctx, other]), [false, false], way);
    await come(ctx, phone);
    const hash = numberHash(services.keyring.shared, phone).toString('hex');
    t.deepEqual(await entries(services, ctx), [hash], way);
    t.deepEqual(await hear(services, phone, [ctx, other]), [true, false], way);
  }
});

test('every way a number becomes known, a text from its other spelling is heard at once', async (t) => {
  const services = await testServices(t);
  for (const [way, come] of Object.entries(WAYS(services))) {
    for (const turn of [0, 1]) {
      const ctx = await testContext(services);
      const digits = `2345${number().slice(-4)}`;
      const pair = [`+54911${digits}`, `+5411${digits}`];
      const [stored = '', other = ''] = turn ? pair.toReversed() : pair;
      await changeSettings(services, ctx, { countries: ['AR'] });
      await come(ctx, stored);
      const hash = numberHash(services.keyring.shared, other).toString('hex');
      t.deepEqual(await entries(services, ctx), [hash], way);
      t.deepEqual(await hear(services, other, [ctx]), [true], way);
    }
  }
});

test('a number is heard by all who share it, and asked of nobody else', async (t) => {
  const services = await testServices(t);
  const tenants = await Promise.all(Array.from({ length: 6 }, () => testContext(services)));
  const [one, two, ...strangers] = tenants;
  if (!one || !two) throw new Error('six were made');
  const phone = number();
  await phoned(services, one, phone);
  await grantConsent(services, two, { ...someone(), address: phone });
  for (const ctx of strangers) await phoned(services, ctx, number());
  const asked = new Set<string>();
  const watched: Services = {
    ...services,
    keyring: {
      ...services.keyring,
      shared: services.keyring.shared,
      keys: (scope) => {
        asked.add(scope.tenantId);
        return services.keyring.keys(scope);
      },
    },
  };
  t.deepEqual(await hear(watched, phone, tenants), [true, true, false, false, false, false]);
  t.deepEqual(
    strangers.filter(({ tenantId }) => asked.has(tenantId)),
    [],
    'their own numbers are in the index, so they need not be asked',
  );
});

test('a number without its shared hash is asked for, until it is named; nobody is deaf meanwhile', async (t) => {
  const services = await testServices(t);
  const [one, other] = [await testContext(services), await testContext(services)];
  const phones = [number(), number()];
  for (const phone of phones) await phoned(services, one, phone);
  await phoned(services, other, number());
  // Like rows from before the index, or from code that forgets to index its number.
  for (const ctx of [one, other]) {
    await services.db.withTenant(ctx, (trx) => trx('known_numbers').update({ number_hash: null }));
  }
  const [phone = ''] = phones;
  t.deepEqual(await hear(services, phone, [one, other]), [true, false]);
  t.true((await tenantsToName(services)).includes(one.tenantId));
  t.is(await nameNumbers(services, one, 1), 1);
  t.is(await nameNumbers(services, one, 1), 1);
  t.is(await nameNumbers(services, one, 1), 0);
  t.false((await tenantsToName(services)).includes(one.tenantId));
  const hashes = phones.map((one) => numberHash(services.keyring.shared, one).toString('hex'));
  t.deepEqual((await entries(services, one)).toSorted(), hashes.toSorted());
  t.deepEqual(await hear(services, phone, [one, other]), [true, false]);
});

test('consents and codes are named from what they hold; what stands nowhere in clear keeps nobody asking', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const who = someone();
  const { contactId } = await grantConsent(services, ctx, who);
  await services.db.withTenant(ctx, (trx) =>
    trx('contacts').where({ id: contactId }).update({ phone_bidx: null, phone_enc: null }),
  );
  const gone = await services.keyring.keys(ctx);
  await services.db.withTenant(ctx, async (trx) => {
    await trx('known_numbers').update({ number_hash: null });
    const bidx = blindIndex(gone, 'sms', number());
    await trx('known_numbers').insert({ tenant_id: ctx.tenantId, address_bidx: bidx });
  });
  await nameNumbers(services, ctx);
  const hash = numberHash(services.keyring.shared, who.address).toString('hex');
  t.deepEqual((await entries(services, ctx)).toSorted(), ['', hash]);
  t.false((await tenantsToName(services)).includes(ctx.tenantId));
});

test('a number goes from the index with the last row that has it, and with an erasure', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const [before, after] = [number(), number()];
  const { id } = await phoned(services, ctx, before);
  await updateContact(services, ctx, id, { phone: after });
  t.deepEqual(await hear(services, before, [ctx]), [false]);
  t.is((await entries(services, ctx)).length, 1);
  await grantConsent(services, ctx, { ...someone(), address: after });
  await deleteContact(services, ctx, id);
  t.deepEqual(await hear(services, after, [ctx]), [true], 'the consent stays, so a STOP counts');

  const erased = await testContext(services);
  const who = someone();
  const { contactId } = await grantConsent(services, erased, who);
  const request = await requestErasure(services, erased, {
    contact_id: contactId,
    dry_run: false,
  });
  await advanceErasure(services, erased, request.id, {});
  t.deepEqual(await entries(services, erased), []);
});

test('a contact goes while a consent for the same number comes: the number stays known', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const phone = number();
  const { id } = await phoned(services, ctx, phone);
  const keys = await services.keyring.keys(ctx);
  let gone: Promise<void> | undefined;
  await services.db.withTenant(ctx, async (trx) => {
    const purpose = await purposeNamed(trx, 'marketing');
    await lockConsent(trx, ctx, keys, {
      addressBidx: blindIndex(keys, 'sms', phone),
      address: phone,
      channel: 'sms',
      purposeId: purpose.id,
      contactId: null,
    });
    const { rows } = await trx.raw<{ rows: { pid: number }[] }>('select pg_backend_pid() as pid');
    const pid = rows[0]?.pid ?? 0;
    gone = deleteContact(services, ctx, id);
    // It has taken the contact away and waits to hear whether that was the last of the number.
    await until(async () => {
      const waiting = await services.db.withJobs(
        (jobs) =>
        jobs('pg_stat_activity').whereRaw('?::int = any(pg_blocking_pids(pid))', [pid]).select('pid'), // prettier-ignore
      );
      return waiting.length > 0;
    });
  });
  await gone;
  t.deepEqual(await hear(services, phone, [ctx]), [true]);
  t.is((await entries(services, ctx)).length, 1);
});

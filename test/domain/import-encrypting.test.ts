import test from 'ava';
import { encryptContact } from '#domain/contact-imports/encrypt-contact.ts';
import { encrypting } from '#domain/contact-imports/encrypting.ts';
import { packed, unpacked } from '#domain/contact-imports/packed-contacts.ts';
import { tokenMemory } from '#domain/contacts/search.ts';
import { decryptValue } from '#domain/encryption/personal.ts';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../_support/services.ts';

const PEOPLE = [
  { email: 'amina.khalil@example.com', phone: '+4915112345678', name: 'Amina Müller', fields: { city: 'Kuwait' } }, // prettier-ignore
  { email: null, phone: '+12122000001', name: null, fields: {} },
  { email: 'x@example.com', phone: null, name: '会社 👩‍👧', fields: { note: 'ü'.repeat(2_000) } },
].map((person) => ({ id: newId(), person }));

test('a thread encrypts people as this one does, and when it is gone this one does', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const keys = await services.keyring.keys(ctx);
  const beside = encrypting(true);
  await beside.begun;
  for (const how of ['beside', 'gone'] as const) {
    if (how === 'gone') await beside.stop();
    const [contacts, more] = await Promise.all([
      beside.encrypt(keys, PEOPLE),
      beside.encrypt(keys, PEOPLE.toReversed()),
    ]);
    t.is(contacts.length, PEOPLE.length);
    t.deepEqual(more.map((one) => one.search_tokens), contacts.map((one) => one.search_tokens).toReversed()); // prettier-ignore
    for (const [i, { id, person }] of PEOPLE.entries()) {
      const one = contacts[i];
      const open = (column: string, value: Buffer | null | undefined): string | null =>
        decryptValue(
          keys,
          { tenantId: ctx.tenantId, table: 'contacts', id, column },
          value ?? null,
        );
      const fields = open('fields', one?.fields_enc);
      t.deepEqual(
        {
          email: open('email', one?.email_enc),
          phone: open('phone', one?.phone_enc),
          name: open('name', one?.name_enc),
          fields: fields === null ? {} : JSON.parse(fields),
        },
        person,
      );
      const here = encryptContact(keys, tokenMemory(), id, person);
      t.is(one?.search_tokens, here.search_tokens);
      t.is(one?.version, keys.data.version);
    }
  }
});

test('a thread that dies leaves nobody waiting', async (t) => {
  const services = await testServices(t);
  const keys = await services.keyring.keys(await testContext(services));
  const beside = encrypting(true);
  await beside.begun;
  const many = Array.from({ length: 2_000 }, () => PEOPLE).flat();
  const [contacts] = await Promise.all([beside.encrypt(keys, many), beside.stop()]);
  t.is(contacts.length, many.length);
});

test('packed contacts are the same again', async (t) => {
  const services = await testServices(t);
  const keys = await services.keyring.keys(await testContext(services));
  const memory = tokenMemory();
  const contacts = PEOPLE.map(({ id, person }) => encryptContact(keys, memory, id, person));
  t.deepEqual(unpacked(packed(contacts)), contacts);
  t.deepEqual(unpacked(packed([])), []);
});

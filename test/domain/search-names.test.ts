import test from 'ava';
import { newContact } from '#domain/contacts/contract.ts';
import { createContact } from '#domain/contacts/create.ts';
import { listContacts } from '#domain/contacts/read.ts';
import { reindexNames, tenantsToReindex } from '#domain/contacts/reindex-names.ts';
import { searchTokens, searchTokensInHex, tokenMemory } from '#domain/contacts/search.ts';
import { resolveContact } from '#domain/contacts/resolve-contact.ts';
import type { Context, Services } from '#domain/context.ts';
import { testContext, testServices } from '../_support/services.ts';

async function add(services: Services, ctx: Context, name: string): Promise<string> {
  const phone = `+1201555${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`;
  const { id } = await createContact(services, ctx, newContact.parse({ phone, name }));
  return id;
}

const found = async (services: Services, ctx: Context, q: string): Promise<string[]> =>
  (await listContacts(services, ctx, { limit: 50, q })).data.map(({ id }) => id);

test('a name is found as it is typed without the keyboard for it, and as it is written', async (t) => {
  const services = await testServices(t);
  for (const [name, ...queries] of [
    ['Łucja Wałęsa', 'lucja', 'walesa', 'ŁUCJA', 'łuc'],
    ['Bjørn Åkesson', 'bjorn', 'bjoern', 'akesson', 'aakesson', 'Bjørn'],
    ['Heike Großmann', 'grossmann', 'GROSSMANN', 'Großm', 'grosz'.slice(0, 4)],
    ['Đorđe Ćirić', 'dorde', 'ciric'],
    ['Işıl IŞIK', 'isil', 'isik', 'ışıl'],
    ['İpek', 'ipek', 'İPEK'],
    ['Æsa Þórsdóttir', 'aesa', 'thorsdottir', 'Þór'],
    ['Jürgen Müller', 'juergen mueller', 'jurgen muller', 'MÜLLER'],
    ['Conan O’Brien', 'obrien', "o'brien", 'brien', 'conan o’b'],
    ['Núria Col·lell', 'collell', 'nuria col'],
    ['Νίκος Παππάς', 'νικοσ', 'ΝΊΚΟΣ', 'παππας'],
    ['فاطمة علی', 'فاطمه', 'علي'],
    ['Ёлкина Анна', 'елкина', 'анна'],
    ['王小明', '王小', '王小明'],
    ['김민준', '김민', '김'],
    ['Ｔａｎａｋａ', 'tanaka'],
  ] as const) {
    const ctx = await testContext(services);
    const id = await add(services, ctx, name);
    await add(services, ctx, 'Somebody Else');
    for (const q of queries) t.deepEqual(await found(services, ctx, q), [id], `${name} by ${q}`);
    t.deepEqual(await found(services, ctx, 'nobody'), []);
  }
});

test('people from before are indexed anew, chunk by chunk, and found then; who needs it is known without reading anybody', async (t) => {
  const services = await testServices(t);
  const [ctx, other] = [await testContext(services), await testContext(services)];
  const ids = [await add(services, ctx, 'Łucja One'), await add(services, ctx, 'Łucja Two'), await add(services, ctx, 'Łucja Three')]; // prettier-ignore
  await add(services, other, 'Łucja Four');
  // As rows are that were written before: other tokens, an older version.
  await services.db.withTenant(ctx, (trx) =>
    trx('contacts').update({ search_version: 1, search_tokens: [] }),
  );
  t.deepEqual(await found(services, ctx, 'lucja'), []);
  const waiting = await tenantsToReindex(services);
  t.true(waiting.includes(ctx.tenantId));
  t.false(waiting.includes(other.tenantId));
  t.is(await reindexNames(services, ctx, 2), 2);
  t.is(await reindexNames(services, ctx, 2), 1);
  t.is(await reindexNames(services, ctx, 2), 0);
  t.deepEqual((await found(services, ctx, 'lucja')).toSorted(), ids.toSorted());
  t.false((await tenantsToReindex(services)).includes(ctx.tenantId));
});

test('whom an address alone made a contact is found by the words of the address', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const keys = await services.keyring.keys(ctx);
  const { id } = await services.db.withTenant(ctx, (trx) =>
    resolveContact(trx, keys, ctx, { email: 'lucja.nowak@example.com' }, { channel: 'email', create: true }),
  ); // prettier-ignore
  t.deepEqual(await found(services, ctx, 'nowak'), [id]);
});

test('whoever indexes many people makes the same tokens as for one', async (t) => {
  const services = await testServices(t);
  const keys = await services.keyring.keys(await testContext(services));
  const memory = tokenMemory();
  const people = ['Conan O’Brien', "Miles O'Brien", 'Müller Anna-Maria', 'anna müller 2', '王小明', 'I İ', '', 'A B'].map(
    (name, i) => ({ name, email: `anna.müller_${i}+a'b@example.com` }),
  ); // prettier-ignore
  for (const person of [...people, ...people]) {
    const alone = searchTokens(keys, person).map((token) => token.toString('hex'));
    t.deepEqual(searchTokensInHex(keys, person, memory), alone, person.name);
    t.is(new Set(alone).size, alone.length);
  }
});

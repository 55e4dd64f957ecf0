import { readdir, readFile } from 'node:fs/promises';
import test from 'ava';
import { AUDIT_SENTENCES } from '#domain/audit/sentences.contract.ts';
import { createContact } from '#domain/contacts/create.ts';
import { testApi, type TestTenant } from '../../_support/api.ts';
import { grantConsent } from '../../_support/consent.ts';

type Row = {
  action: string;
  entity_type: string;
  entity_name: string | null;
  entity_gone: boolean;
};

const rows = async (tenant: TestTenant, action: string): Promise<Row[]> => {
  const { body } = await tenant.call('GET', `/audit?action=${action}`);
  return body.data;
};

test('rows of the log name what they are about, people masked; what is gone is said to be', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { context, services } = { context: tenant.context, services: api.services };
  const person = { tags: [], fields: {} };
  await createContact(services, context, { ...person, email: 'amina@example.com', name: 'Amina Khalil' }); // prettier-ignore
  const gone = await createContact(services, context, { ...person, email: 'bilal@example.com' });
  await tenant.call('DELETE', `/contacts/${gone.id}`);
  await grantConsent(services, context, { channel: 'email', address: 'amina@example.com', purpose: 'marketing' }); // prettier-ignore
  await tenant.call('POST', '/forms', { name: 'Wine tasting', slug: 'wine' });

  const contacts = await rows(tenant, 'contact.created');
  t.deepEqual(
    contacts.map(({ entity_name, entity_gone }) => [entity_name, entity_gone]),
    [
      [null, true],
      ['A••• K•••', false],
    ],
  );
  t.like((await rows(tenant, 'form.created'))[0], { entity_name: 'Wine tasting', entity_gone: false }); // prettier-ignore
  const [consent] = await rows(tenant, 'consent.granted');
  t.like(consent, { entity_name: 'a•••@example.com (News and offers)', entity_gone: false });
  t.false(JSON.stringify(contacts).includes('amina@example.com'));
  const { body } = await tenant.call('GET', '/audit?action=form.created');
  const { body: one } = await tenant.call('GET', `/audit/${body.data[0].id}`);
  t.like(one, { entity_name: 'Wine tasting', entity_gone: false });
});

test('who may read the log but not people is told no name of theirs', async (t) => {
  const api = await testApi(t);
  const reader = await api.tenant(['audit:read']);
  await createContact(api.services, reader.context, { email: 'amina@example.com', tags: [], fields: {} }); // prettier-ignore
  t.like((await rows(reader, 'contact.created'))[0], { entity_name: null, entity_gone: false });
});

test('every action that SQL writes by itself has a sentence, too', async (t) => {
  const found = new Set<string>();
  for (const folder of ['migrations', 'domain/messaging']) {
    for (const file of await readdir(folder)) {
      const text = await readFile(`${folder}/${file}`, 'utf8');
      const written = text.matchAll(/(?:auth\.note\([^;]*?|select :tenant[^;]*?audit[^;]*?|'system', )'([a-z_]+\.[a-z_]+)'/g); // prettier-ignore
      for (const [, action = ''] of written) found.add(action);
    }
  }
  t.true(found.has('member.added') && found.has('message.refused'), [...found].join());
  // Settings of a connection look alike.
  const actions = [...found].filter((name) => !name.startsWith('app.'));
  t.deepEqual(actions.filter((action) => !Object.hasOwn(AUDIT_SENTENCES, action)), []); // prettier-ignore
});

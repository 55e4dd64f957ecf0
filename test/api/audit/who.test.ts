import test from 'ava';
import { csvForm, CONTACT_FILES, uploads } from '../../_support/uploads.ts';

type Row = {
  action: string;
  actor_type: string;
  actor_id: string | null;
  actor_name: string | null;
  entity_id: string;
  entity_name: string | null;
  entity_gone: boolean;
};

test('rows name keys and colleagues, those that are gone too, files, holds and the organization', async (t) => {
  const { server, owner } = await uploads(t);
  const rows = async (action: string, of = owner): Promise<Row[]> =>
    (await of.call('GET', `/audit?action=${action}`)).body.data;

  // The person who signs up joins the organisation.
  const [joined] = await rows('member.added');
  t.like(joined, { actor_id: owner.userId, entity_id: owner.userId, actor_name: 'Test Owner', entity_name: 'Test Owner' }); // prettier-ignore

  const made = await owner.call('POST', '/api-keys', { name: 'Web shop', scopes: ['audit:read'] });
  t.like((await rows('api_key.created'))[0], { entity_name: 'Web shop', entity_gone: false, actor_type: 'api_key', actor_name: 'test' }); // prettier-ignore
  await owner.call('DELETE', `/api-keys/${made.body.id}`);
  for (const row of [(await rows('api_key.created'))[0], (await rows('api_key.deleted'))[0]]) {
    t.like(row, { entity_name: 'Web shop', entity_gone: true });
  }

  const uploaded = await owner.call('POST', CONTACT_FILES, csvForm('email\namina@example.com\n', { start: 'false' })); // prettier-ignore
  t.is(uploaded.body.file_name, 'people.csv');
  t.like((await rows('import.uploaded'))[0], { entity_name: 'people.csv' });

  const contact = await owner.call('POST', '/contacts', { email: 'bilal@example.com' });
  const hold = await owner.call('POST', '/legal-holds', { scope: 'contact', contact_id: contact.body.id, reason: 'A claim' }); // prettier-ignore
  t.is(hold.body.name, 'b•••@example.com');
  t.like((await rows('hold.placed'))[0], { entity_name: 'b•••@example.com' });
  t.is((await owner.call('GET', '/legal-holds')).body.data[0].name, 'b•••@example.com');
  await owner.call('PATCH', '/organizations/me', { name: 'Desert Rose' });
  t.like((await rows('organization.updated'))[0], { entity_name: 'Desert Rose' });

  // A member of another organisation comes and leaves; their actions keep their name.
  const guest = await server.signUp();
  await server.addMember(guest.userId, owner.organization.id, 'viewer');
  const ids = [owner.userId, guest.userId, owner.keyId, guest.keyId].join(',');
  const { body: named } = await owner.call('GET', `/actors?ids=${ids}`);
  t.deepEqual(
    new Map(named.data.map((one: { id: string; name: string }) => [one.id, one.name])),
    new Map([
      [owner.userId, 'Test Owner'],
      [guest.userId, 'Test Owner'],
      [owner.keyId, 'test'],
    ]),
  );
  t.is((await rows('member.added'))[0]?.entity_name, 'Test Owner');
  // The other organisation learns nothing about this one.
  const { body: others } = await guest.call('GET', `/actors?ids=${owner.userId},${owner.keyId}`);
  t.deepEqual(others.data, []);
});

test('who may read the log but neither the team nor keys is told no name of theirs', async (t) => {
  const { owner } = await uploads(t, { scopes: ['audit:read', 'organization:read'] });
  const { body } = await owner.call('GET', '/audit?action=member.added');
  t.like(body.data[0], { actor_name: null, entity_name: null, entity_gone: false });
  t.deepEqual((await owner.call('GET', `/actors?ids=${owner.userId},${owner.keyId}`)).body.data, []); // prettier-ignore
  t.is((await owner.call('GET', '/actors?ids=amina@example.com')).status, 422);
});

test('a file named by an address is kept without its name, a path without its folders', async (t) => {
  const { owner } = await uploads(t);
  const sent = async (name: string): Promise<string | null> => {
    const form = new FormData();
    form.set('start', 'false');
    form.set('file', new Blob(['email\namina@example.com\n']), name);
    return (await owner.call('POST', CONTACT_FILES, form)).body.file_name;
  };
  t.is(await sent('amina@example.com.csv'), null);
  t.is(await sent('C:\\Users\\x\\people.csv'), 'people.csv');
  t.is(await sent('كشف.csv'), 'كشف.csv');
});

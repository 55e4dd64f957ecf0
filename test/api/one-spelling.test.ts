import test from 'ava';
import { identityServer } from '../_support/identity.ts';

const HIDDEN = 'ja\u200bne@example.com';

test('what is kept is refused with its invisible character; what is looked up, blocked or withdrawn is found through it', async (t) => {
  const { signUp } = await identityServer(t);
  const owner = await signUp();
  const jane = (await owner.call('POST', '/contacts', { email: 'Jane@example.com' })).body;
  const refused = async (path: string, body: object, field: string) => {
    const answer = await owner.call('POST', path, body);
    t.is(answer.status, 422, path);
    t.deepEqual(answer.body.errors, [{ path: field, message: 'has an invisible character (U+200B): remove it' }]); // prettier-ignore
  };
  await refused('/contacts', { email: HIDDEN }, 'email');
  await refused('/verifications', { channel: 'email', to: HIDDEN }, 'to');
  await refused('/consents/opt-in', { email: HIDDEN, channel: 'email', purpose: 'marketing', source: 'api', wording: 'Yes' }, 'email'); // prettier-ignore
  await refused('/contacts', { email: 'b@example.com', tags: ['V\u200bIP'] }, 'tags.0');
  await refused('/segments', { name: 'New\u200bs', rules: { all: [{ field: 'has_email', op: 'is', value: true }] } }, 'name'); // prettier-ignore
  t.like(await owner.call('PATCH', `/contacts/${jane.id}`, { email: 'jane@example.com/y' }), {
    status: 422,
    body: { errors: [{ path: 'email', message: 'is not an e-mail address: “/” cannot stand in one' }] },
  }); // prettier-ignore

  const found = await owner.call('GET', `/contacts?q=${encodeURIComponent(HIDDEN)}`);
  t.deepEqual(found.body.data.map((one: { id: string }) => one.id), [jane.id]); // prettier-ignore
  const out = await owner.call('POST', '/consents/opt-out', { email: HIDDEN, channel: 'email', purpose: 'marketing' }); // prettier-ignore
  t.true(out.status < 300, JSON.stringify(out.body));
  const consents = await owner.call('GET', `/consents?contact_id=${jane.id}`);
  t.like(consents.body.data, [{ state: 'withdrawn' }]);
  const blocked = await owner.call('POST', '/suppressions', { channel: 'email', address: HIDDEN, reason: 'admin' }); // prettier-ignore
  t.is(blocked.status, 201);
  const search = await owner.call('POST', '/suppressions/search', { address: 'jane@example.com' });
  t.is(search.body.data.length, 1);
});

test('a tag, a language and a zone are found in whatever spelling they are asked for', async (t) => {
  const { signUp } = await identityServer(t);
  const owner = await signUp();
  await owner.call('POST', '/contacts', { email: 'a@example.com', tags: ['Cafe\u0301'], locale: 'de-AT' }); // prettier-ignore
  await owner.call('POST', '/contacts', {
    email: 'b@example.com',
    tags: ['می\u200cخواهم', '👩\u200d💻'],
  });
  const count = async (rule: object): Promise<number> =>
    (await owner.call('POST', '/segments/preview', { rules: { all: [rule] } })).body.count;
  t.is(await count({ field: 'tags', op: 'has', value: 'Café' }), 1);
  t.is(await count({ field: 'tags', op: 'has', value: 'Ca\u200bfé' }), 1);
  t.is(await count({ field: 'tags', op: 'has', value: 'می\u200cخواهم' }), 1);
  t.is(await count({ field: 'tags', op: 'has', value: '👩\u200d💻' }), 1);
  t.is(await count({ field: 'locale', op: 'is', value: 'de-at' }), 1);
  t.is(await count({ field: 'locale', op: 'starts_with', value: 'DE' }), 1);
  t.is(await count({ field: 'locale', op: 'is_not', value: 'DE-AT' }), 1);
  t.is((await owner.call('GET', '/contacts?locale=de-at')).body.data.length, 1);
});

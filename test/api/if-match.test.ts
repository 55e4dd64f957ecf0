import test from 'ava';
import { newId } from '#lib/ids.ts';
import { testApi } from '../_support/api.ts';

const OLD = { 'if-match': '"77"' };

test('what has no versions refuses If-Match and changes nothing; a star stands for any', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { body: contact } = await tenant.call('POST', '/contacts', { email: 'a@example.com' });
  const rules = { all: [{ field: 'tag', op: 'is', value: 'vip' }] };
  const { body: segment } = await tenant.call('POST', '/segments', { name: 'S', rules });
  const changes = [
    ['PATCH', `/contacts/${contact.id}`, { name: 'New' }],
    ['DELETE', `/contacts/${contact.id}`],
    ['DELETE', `/segments/${segment.id}`],
    ['PATCH', '/organizations/me', { name: 'New' }],
    ['PATCH', '/verification-settings', {}],
  ] as const;
  for (const [method, path, body] of changes)
    t.is((await tenant.call(method, path, body, OLD)).status, 412, `${method} ${path}`);
  t.like(await tenant.call('GET', `/contacts/${contact.id}`), {
    status: 200,
    body: { name: null },
  });
  const any = await tenant.call('PATCH', `/contacts/${contact.id}`, { name: 'New' }, { 'if-match': '*' }); // prettier-ignore
  t.like(any, { status: 200, body: { name: 'N•••' } });
});

test('every change of a campaign compares its version', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const draft = {
    name: newId(),
    channel: 'email',
    purpose: 'marketing',
    audience: { tags: ['x'] },
  };
  const { body: made } = await tenant.call('POST', '/campaigns', draft);
  const path = `/campaigns/${made.id}`;
  t.is((await tenant.call('POST', `${path}/cancel`, undefined, OLD)).status, 412);
  t.is((await tenant.call('DELETE', path, undefined, OLD)).status, 412);
  const { body, headers } = await tenant.call('GET', path);
  t.is(body.status, 'draft');
  const etag = headers.get('etag') ?? '';
  t.is((await tenant.call('POST', `${path}/cancel`, undefined, { 'if-match': etag })).status, 202);
});

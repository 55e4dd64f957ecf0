import test from 'ava';
import { testApi } from '../../_support/api.ts';

test('the audit lists what was done, filtered and page by page', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  for (let i = 0; i < 3; i++) {
    await tenant.call('PATCH', '/organizations/me', { name: `Name ${i}` });
  }
  const all = await tenant.call('GET', '/audit?entity_type=organization');
  t.is(all.status, 200);
  t.deepEqual(
    all.body.data.map((row: { action: string }) => row.action),
    [
      'organization.updated',
      'organization.updated',
      'organization.updated',
      'organization.created',
    ],
  );
  t.like(all.body.data[0], {
    actor_type: 'user',
    actor_id: tenant.context.actor.id,
    entity_id: tenant.context.tenantId,
    detail: { fields: ['name'] },
  });
  const mine = await tenant.call('GET', `/audit?actor=${tenant.context.actor.id}&limit=2`);
  t.is(mine.body.data.length, 2);
  const rest = await tenant.call(
    'GET',
    `/audit?actor=${tenant.context.actor.id}&limit=2&cursor=${mine.body.next_cursor}`,
  );
  t.is(rest.body.data.length, 1);
  t.is(rest.body.next_cursor, null);
  const [newest] = all.body.data;
  const before = await tenant.call(
    'GET',
    `/audit?entity_type=organization&to=${newest.occurred_at}`,
  );
  t.is(before.body.data.length, 3);
  t.is((await tenant.call('GET', '/audit?actor=system')).body.data.length, 1);
  t.is((await tenant.call('GET', '/audit?from=yesterday')).status, 422);
});

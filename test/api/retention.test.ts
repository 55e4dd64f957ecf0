import test from 'ava';
import { testApi } from '../_support/api.ts';

test('policies start as the platform’s defaults, change within its limits, and are audited before and after', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const { body } = await call('GET', '/retention-policies');
  const words = body.data.find((p: { kind: string }) => p.kind === 'message_content');
  t.like(words, { keep_days: 395, action: 'delete', min_days: 30, updated_at: null });
  const put = await call('PUT', '/retention-policies', {
    policies: [{ kind: 'message_content', keep_days: 90, action: 'archive' }],
  });
  t.is(put.status, 200, JSON.stringify(put.body));
  const after = put.body.data.find((p: { kind: string }) => p.kind === 'message_content');
  t.like(after, { keep_days: 90, action: 'archive' });
  t.regex(after.means, /encrypted file/);
  const { body: audit } = await call('GET', '/audit?entity_type=retention_policy');
  t.like(audit.data[0], {
    action: 'retention_policy.changed',
    entity_id: 'message_content',
    detail: {
      before: { keep_days: 395, action: 'delete' },
      after: { keep_days: 90, action: 'archive' },
    },
  });
});

test('too short, too long, for ever and what is not allowed: 422 naming the field, and nothing changes', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const wrong: [object, string][] = [
    [{ kind: 'audit_log', keep_days: 1460 }, 'keep_days'],
    [{ kind: 'consent_proof', keep_days: 1095 }, 'keep_days'],
    [{ kind: 'import_files', keep_days: 31 }, 'keep_days'],
    [{ kind: 'messages', keep_days: null }, 'keep_days'],
    [{ kind: 'import_files', keep_days: 7, action: 'archive' }, 'action'],
  ];
  for (const [policy, field] of wrong) {
    const { status, body } = await call('PUT', '/retention-policies', {
      policies: [{ kind: 'form_tickets', keep_days: 3 }, policy],
    });
    t.is(status, 422);
    t.is(body.errors[0].path, `policies.1.${field}`);
  }
  const { body } = await call('GET', '/retention-policies');
  t.true(body.data.every((p: { updated_at: string | null }) => p.updated_at === null));
});

test('a run is begun with 202, is there to be looked at, and is the only one', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const { status, body } = await call('POST', '/retention-runs', { dry_run: true });
  t.is(status, 202);
  t.like(body, { dry_run: true, status: 'running' });
  t.deepEqual((await call('GET', `/retention-runs/${body.id}`)).body, body);
  t.deepEqual((await call('GET', '/retention-runs')).body.data, [body]);
  const second = await call('POST', '/retention-runs', {});
  t.is(second.status, 409);
  t.is(second.body.run_id, body.id);
});

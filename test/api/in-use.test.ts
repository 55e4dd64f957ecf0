import test from 'ava';
import { testApi } from '../_support/api.ts';

test('what is in use is named at its field', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const sms = { channel: 'sms', category: 'transactional', body: 'Hello' };
  const twice = [
    ['/templates', 'name', { ...sms, name: 'Twice' }],
    ['/segments', 'name', { name: 'Twice', rules: { all: [{ field: 'locale', op: 'is', value: 'en' }] } }],
    ['/purposes', 'key', { key: 'twice', name: 'Twice', category: 'marketing' }],
  ] as const; // prettier-ignore
  for (const [path, field, body] of twice) {
    const first = await call('POST', path, body);
    t.is(first.status, 201, `${path} ${JSON.stringify(first.body)}`);
    const again = await call('POST', path, body);
    t.is(again.status, 409, path);
    t.is(again.body.errors?.[0]?.path, field, path);
  }
  for (const key of ['é', '', 'with space']) {
    const bad = await call(
      'POST',
      '/contacts',
      { email: 'a@example.com' },
      { 'idempotency-key': key },
    );
    t.like(bad, { status: 400 }, key);
    t.is(bad.body.errors?.[0]?.path, 'Idempotency-Key', key);
  }
});

test('a campaign whose template was taken out of use says so', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const { body: template } = await call('POST', '/templates', { name: 'Gone', channel: 'email', category: 'promotional', subject: 'S', body: 'Hello' }); // prettier-ignore
  const { body: campaign } = await call('POST', '/campaigns', { name: 'C', channel: 'email', purpose: 'marketing', template_id: template.id, audience: { everyone: true } }); // prettier-ignore
  t.is((await call('DELETE', `/templates/${template.id}`)).status, 204);
  const { body } = await call('GET', `/campaigns/${campaign.id}/checks`);
  const found = body.errors.find(({ path }: { path: string }) => path === 'template_id');
  t.regex(found.message, /out of use/);
});

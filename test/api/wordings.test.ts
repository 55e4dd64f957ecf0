import test from 'ava';
import { testApi } from '../_support/api.ts';

const publish = { kind: 'consent', purpose: 'marketing', channel: 'email', language: 'en' };

test('a text is published in versions; the same again changes nothing; the last is in force', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const first = await tenant.call('POST', '/wordings', { ...publish, text: 'One.' });
  t.like(first, { status: 201, body: { version: 1, in_force: true, purpose: 'marketing' } });
  const again = await tenant.call('POST', '/wordings', { ...publish, text: 'One.' });
  t.is(again.body.id, first.body.id);
  const second = await tenant.call('POST', '/wordings', { ...publish, text: 'Two.' });
  t.is(second.body.version, 2);
  t.not(second.body.sha256, first.body.sha256);
  t.false((await tenant.call('GET', `/wordings/${first.body.id}`)).body.in_force);
  const { body } = await tenant.call('GET', '/wordings?in_force=true&kind=consent');
  t.deepEqual(
    body.data.map((w: { text: string }) => w.text),
    ['Two.'],
  );
});

test('published at once by many, versions have no gap and no twin', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const made = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      tenant.call('POST', '/wordings', { ...publish, text: `Text ${i}` }),
    ),
  );
  t.deepEqual(
    made.map((one) => Number(one.body.version)).toSorted((a, b) => a - b),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
});

test('a consent says which purpose, wording and privacy notice it rests on, as they were then', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  await tenant.call('POST', '/wordings', { kind: 'notice', language: 'en', text: 'Privacy 1' });
  const asked = await tenant.call('POST', '/consents/opt-in', {
    email: 'told@example.com',
    channel: 'email',
    purpose: 'marketing',
    source: 'web_form',
    wording: 'Yes.',
  });
  const { body: purposes } = await tenant.call('GET', '/purposes');
  const marketing = purposes.data.find((p: { key: string }) => p.key === 'marketing');
  const changed = await tenant.call('PATCH', `/purposes/${marketing.id}`, { name: 'Offers' });
  t.is(changed.body.version, 2);
  await tenant.call('POST', '/wordings', { kind: 'notice', language: 'en', text: 'Privacy 2' });

  const { body } = await tenant.call('GET', `/consents/${asked.body.id}/history`);
  t.like(body.data[0], { purpose_version: 1, notice: { version: 1 }, jurisdiction: null });
  t.regex(body.data[0].wording_sha256, /^[0-9a-f]{64}$/);
  const versions = await tenant.call('GET', `/purposes/${marketing.id}/versions`);
  t.deepEqual(
    versions.body.data.map((v: { version: number; name: string }) => [v.version, v.name]),
    [
      [2, 'Offers'],
      [1, 'News and offers'],
    ],
  );
});

test('a change that changes nothing makes no version; asking again needs an end', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const { body: purposes } = await tenant.call('GET', '/purposes');
  const [marketing, service] = purposes.data;
  const same = await tenant.call('PATCH', `/purposes/${marketing.id}`, { name: marketing.name });
  t.is(same.body.version, 1);
  const endless = await tenant.call('PATCH', `/purposes/${service.id}`, { renew_before_days: 30 });
  t.like(endless, { status: 422, body: { errors: [{ path: 'renew_before_days' }] } });
});

test('words beside a box belong to a purpose and a channel', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const answer = await tenant.call('POST', '/wordings', {
    kind: 'consent',
    language: 'en',
    text: 'Hm',
  });
  t.is(answer.status, 422);
  t.deepEqual(
    answer.body.errors.map((e: { path: string }) => e.path),
    ['purpose', 'channel'],
  );
});

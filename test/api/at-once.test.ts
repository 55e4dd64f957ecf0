import test from 'ava';
import { asAppError } from '#api/middleware/translate.ts';
import { testApi } from '../_support/api.ts';
import { testDatabase } from '../_support/database.ts';

const template = (name: string) => ({
  name,
  channel: 'email',
  category: 'transactional',
  subject: 'Your order',
  body: 'It is on its way.',
});

test('of several who make the same thing at once one does, and the others are told', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const many = Array.from({ length: 8 }, (_, i) => i);
  for (const [path, body] of [
    ['/contacts', { email: 'one@example.com' }],
    ['/templates', template('Shipped')],
    ['/purposes', { key: 'tips', name: 'Tips', category: 'marketing' }],
  ] as const) {
    const answers = await Promise.all(many.map(() => tenant.call('POST', path, body)));
    const statuses = answers.map((a) => a.status).toSorted();
    t.deepEqual(statuses, [201, ...Array<number>(7).fill(409)], path);
  }
});

test('what Postgres refuses because others are at it is nobody’s fault', async (t) => {
  const db = testDatabase(t);
  for (const [code, status] of [
    ['23505', 409],
    ['40001', 503],
    ['40P01', 503],
    ['57014', 503],
    ['22012', undefined],
  ] as const) {
    const thrown: unknown = await t.throwsAsync(
      db.withJobs((trx) => trx.raw(`do $$ begin raise exception 'no' using errcode = '${code}'; end $$`)),
    ); // prettier-ignore
    t.is(asAppError(thrown)?.status, status, code);
  }
});

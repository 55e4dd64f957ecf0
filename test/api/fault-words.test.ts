import test from 'ava';
import { z } from 'zod';
import { testApi } from '../_support/api.ts';
import { described } from '../_support/described.ts';
import { newId } from '#lib/ids.ts';
import '#lib/fault-words.ts';

const said = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues[0]?.message;

test('what is wrong with a value is said in words that go on from its name', (t) => {
  for (const [schema, value, words] of [
    [z.int(), Number.NaN, 'must be a number'],
    [z.int(), 1.5, 'must be a whole number'],
    [z.int().min(1), 0, 'must be 1 or more'],
    [z.int().max(100_000), 100_001, 'must be 100,000 or less'],
    [z.number().gt(0), 0, 'must be more than 0'],
    [z.string().min(1), '', 'must not be empty'],
    [z.string().min(3), 'ab', 'must have at least 3 characters'],
    [z.string().max(2), 'abc', 'must have at most 2 characters'],
    [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 entry'],
    [z.array(z.string()).min(1), [], 'must not be empty'],
    [z.enum(['sms', 'email']), 'fax', 'must be sms or email'],
    [z.enum(['a', 'b', 'c']), 'd', 'must be one of a, b, c'],
    [z.uuid(), 'x', 'must be an id (a UUID)'],
    [z.boolean(), 'yes', 'must be true or false'],
    [z.string(), undefined, 'is missing'],
    [z.string().regex(/^x$/, 'must be an x'), 'y', 'must be an x'],
    [z.string().regex(/^x$/), 'y', 'does not have the right form'],
    [z.date(), 'y', 'does not have the right form'],
    [z.number().multipleOf(5), 7, 'must be a multiple of 5'],
    [z.strictObject({}), { a: 1 }, 'has fields that are not known'],
    [z.string().refine(() => false), 'y', 'is not valid'],
    [z.union([z.int(), z.boolean()]), 'y', 'has none of the allowed forms'],
    [z.map(z.int(), z.int()), 'y', 'does not have the right form'],
    [z.never(), 'y', 'does not have the right form'],
  ] as const) {
    t.is(said(schema, value), words);
  }
});

test('no operation answers with the words of a library', async (t) => {
  const api = await testApi(t);
  const { call } = await api.tenant();
  const operations = (await described(api.url)).filter((op) => op.method !== 'GET' && !op.open);
  const faults: string[] = [];
  for (const op of operations) {
    for (const body of [{}, [], { name: 7, channel: 7, purpose: [], rules: {}, audience: 'all' }]) {
      const { body: answer } = await call(op.method, op.path.replaceAll(/\{\w+\}/g, newId()), body);
      for (const { message } of answer?.errors ?? []) {
        if (/^(Invalid|Too|Unrecognized)\b/.test(message)) faults.push(`${op.id}: ${message}`);
      }
    }
  }
  t.deepEqual([...new Set(faults)], []);
});

test('what may be of several kinds names them all; a bound is a bound', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const said = async (method: 'GET' | 'POST', path: string, body?: object) =>
    (await tenant.call(method, path, body)).body.errors;
  const draft = { name: 'C', channel: 'email', purpose: 'marketing', audience: { tags: ['x'] } };
  const { body: campaign } = await tenant.call('POST', '/campaigns', draft);
  const time = { path: 'at', message: 'must be a time with its zone, or "now"' };
  for (const at of [null, 7, 'tomorrow'])
    t.deepEqual(await said('POST', `/campaigns/${campaign.id}/schedule`, { at }), [time]);
  t.deepEqual(await said('GET', '/overview/messages?days=0'), [
    { path: 'days', message: 'must be 7, 30, or 90' },
  ]);
  t.deepEqual(await said('GET', '/contacts?limit=0'), [
    { path: 'limit', message: 'must be 1 or more' },
  ]);
  t.deepEqual(await said('GET', '/contacts?limit=x'), [
    { path: 'limit', message: 'must be a whole number' },
  ]);
  t.deepEqual(await said('POST', '/contacts', { email: 'a@example.com', fields: { a: [1] } }), [
    { path: 'fields.a', message: 'must be text, a number, true or false, or null' },
  ]);
  t.deepEqual(
    await said('POST', '/contacts', { email: 'a@example.com', fields: { a: 'x'.repeat(3000) } }),
    [{ path: 'fields.a', message: 'must have at most 2,000 characters' }],
  );
});

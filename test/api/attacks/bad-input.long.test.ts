import test from 'ava';
import { described, faults, type Schema } from '../../_support/described.ts';
import { fixtures, wellFormed } from '../../_support/fixtures.ts';
import { identityServer, randomAddress } from '../../_support/identity.ts';

const KINDS = ['object', 'string', 'number', 'boolean', 'array', 'null', 'integer'];
const WRONG: [string, unknown][] = [
  ['object', { nested: [1] }],
  ['number', 12.5],
  ['boolean', true],
  ['string', 'text'],
  ['array', [[[]]]],
];

/** Returns the JSON types that a schema accepts; all types when it names none. */
function takes(schema: Schema): string[] {
  const parts = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (parts) return parts.flatMap(takes);
  if (schema.type) return [schema.type].flat();
  const values = schema.enum ?? ('const' in schema ? [schema.const] : undefined);
  if (values) return values.map((value) => (value === null ? 'null' : typeof value));
  return schema.properties || schema.$ref ? ['object'] : KINDS;
}

test('every operation with a body names what is wrong with it, and never fails', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const mine = fixtures(owner.call);
  const operations = (await described(server.url)).filter((op) => op.body);
  t.true(operations.length > 10);
  for (const op of operations) {
    const [, path, body] = await wellFormed(op, mine);
    const valid: object = typeof body === 'object' && body !== null ? body : {};
    const send = async (name: string, body: unknown, field?: string): Promise<void> => {
      const answer = await owner.call(op.method, path, body, {
        'x-forwarded-for': randomAddress(),
      });
      const what = `${op.id}, ${name}: ${JSON.stringify(answer.body)}`;
      t.deepEqual(faults(answer), [], what);
      // Without a sign-in the limit is 64 kB.
      const tooLong = op.open && JSON.stringify(body).length > 64 * 1024;
      t.true(tooLong ? answer.status === 413 : [400, 422].includes(answer.status), what);
      if (tooLong) return;
      if (field === undefined) return;
      const paths: string[] = answer.body.errors?.map((e: { path: string }) => e.path) ?? [];
      t.true(
        paths.some((p) => p === field || p.startsWith(`${field}.`) || p === ''),
        `${what} should name ${field}`,
      );
    };
    await send('an unknown field', { ...valid, no_such_field: 1 }, 'no_such_field');
    await send('__proto__', JSON.parse('{"__proto__": {"admin": true}, "constructor": 1}'));
    for (const body of ['text', 12, true, null, [], [valid]]) await send(typeof body, body);
    for (const [field, schema] of Object.entries(op.body?.properties ?? {})) {
      const allowed = takes(schema);
      for (const [kind, value] of WRONG) {
        if (allowed.includes(kind) || (kind === 'number' && allowed.includes('integer'))) continue;
        await send(`${field} as ${kind}`, { ...valid, [field]: value }, field);
      }
      if (!allowed.includes('string')) continue;
      await send(`${field} with NUL`, { ...valid, [field]: 'a\u0000b' }, field);
      await send(`${field} with an escape`, { ...valid, [field]: 'a\u001b[31m' }, field);
      await send(`${field} with half a pair`, { ...valid, [field]: 'a\ud800b' }, field);
      await send(`${field} of 500,000 letters`, { ...valid, [field]: 'x'.repeat(500_000) }, field);
    }
  }
});

test('every operation with a body refuses bytes that are no JSON', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const mine = fixtures(owner.call);
  const json = { 'content-type': 'application/json' };
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);
  const attacks: [string, Record<string, string>, BodyInit, number[]][] = [
    ['broken JSON', json, '{"a":', [400]],
    ['broken UTF-8', json, Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), [400]],
    ['UTF-16', json, Buffer.from('{"a":1}', 'utf16le'), [400]],
    ['a deep array', json, deep, [400, 422]],
    ['a deep object', json, '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000), [400, 422]],
    ['1.5 MB', json, JSON.stringify({ name: 'x'.repeat(1_500_000) }), [413]],
    ['text/plain', { 'content-type': 'text/plain' }, '{}', [415]],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'a=1', [415]],
    ['no type', { 'content-type': '' }, '{}', [415]],
    ['zip', { ...json, 'content-encoding': 'gzip' }, Buffer.from('not gzip'), [400, 415]],
  ];
  for (const op of (await described(server.url)).filter((op) => op.body)) {
    const [, path] = await wellFormed(op, mine);
    for (const [name, headers, body, statuses] of attacks) {
      const response = await fetch(`${server.url}/api/v1${path}`, {
        method: op.method,
        headers: {
          authorization: `Bearer ${owner.key}`,
          'x-forwarded-for': randomAddress(),
          ...headers,
        },
        body,
      });
      const answer = {
        status: response.status,
        body: await response.json(),
        headers: response.headers,
      };
      t.deepEqual(faults(answer), [], `${op.id}, ${name}: ${JSON.stringify(answer.body)}`);
      const taken = op.open ? [...statuses, 413] : statuses;
      t.true(taken.includes(answer.status), `${op.id}, ${name}: ${answer.status}`);
    }
  }
});

test('every query parameter is checked, and unknown ones are named', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const mine = fixtures(owner.call);
  for (const op of (await described(server.url)).filter((op) => op.query.length && !op.open)) {
    const [, path, body] = await wellFormed(op, mine);
    const unknown = await owner.call(op.method, `${path}?no_such_field=1`, body);
    t.is(unknown.status, 422, `${op.id}: ${JSON.stringify(unknown.body)}`);
    const named = unknown.body.errors.map(({ path }: { path: string }) => path);
    t.true(named.includes('no_such_field'), `${op.id}: ${named.join()}`);
    for (const name of op.query) {
      for (const value of ['%00', 'x'.repeat(5000), '%ff%fe', `a&${name}=b`, '%7B%22a%22%3A1%7D']) {
        const answer = await owner.call(op.method, `${path}?${name}=${value}`, body);
        t.deepEqual(faults(answer), [], `${op.id} ?${name}=${value.slice(0, 30)}`);
      }
    }
    if (op.query.includes('limit')) {
      for (const limit of ['0', '-1', '201', '1e9', 'x', '']) {
        t.is((await owner.call(op.method, `${path}?limit=${limit}`)).status, 422, op.id);
      }
    }
    if (op.query.includes('cursor')) {
      const forged = [
        'x',
        Buffer.from('2030-01-01|nothing').toString('base64url'),
        Buffer.from(`' or 1=1|${owner.userId}`).toString('base64url'),
      ];
      for (const cursor of forged) {
        t.is((await owner.call(op.method, `${path}?cursor=${cursor}`)).status, 422, op.id);
      }
    }
  }
});

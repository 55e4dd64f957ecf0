import test from 'ava';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import pMap from 'p-map';
import { resourceOf } from '../../_support/described.ts';
import { fixtures, hasFixture, type Fixtures } from '../../_support/fixtures.ts';
import { identityServer, randomAddress } from '../../_support/identity.ts';
import { anyText, broken, fuzzedDocument, valuesOf, type FuzzedOperation } from '../../_support/fuzz.ts'; // prettier-ignore

/*
 * Clients rely on the OpenAPI document. Every operation is called with generated values that match it, and with the
 * same values broken in one position. The answer must never be a 5xx; its status and content type must be in the
 * document, and its body must match. FUZZ_ROUNDS sets the number of rounds, FUZZ_SEED the values.
 */
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 2);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_129);
/** Resources whose creation takes many calls; any id is good enough. */
const COSTLY = /^verification-settings\//;
const PREFIX = '/api/v1';

/** Returns a server's document and a function that returns what is wrong with an answer; null when it matches. */
async function documentOf(url: string) {
  const document = fuzzedDocument.parse(await (await fetch(`${url}/openapi.json`)).json());
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { base64: true } });
  formats.default(ajv);
  ajv.addSchema({ $id: 'doc', ...document });
  const faultIn = (path: string, method: string, status: number, type: string, text: string): string | null => {
    const schema = document.paths[path]?.[method]?.responses[status]?.content?.[type]?.schema;
    if (!/\bjson$/.test(type) || !schema) return null;
    const pointer = ['paths', path, method, 'responses', String(status), 'content', type, 'schema'];
    const validate = ajv.getSchema(`doc#/${pointer.map(escaped).join('/')}`);
    if (!validate) return 'has no schema that can be read';
    return validate(JSON.parse(text)) ? null : ajv.errorsText(validate.errors?.slice(0, 2));
  };
  return { document, faultIn };
} // prettier-ignore

type Request = { method: string; path: string; headers: Record<string, string>; body?: string | FormData }; // prettier-ignore

test('every answer is one that the document describes, whatever is sent', async (t) => {
  t.timeout(300_000);
  const server = await identityServer(t, { patienceMs: 5_000 });
  const owner = await server.signUp();
  const { document, faultIn } = await documentOf(server.url);
  const values = valuesOf(document.components, SEED);
  const mine = fixtures(owner.call);
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, op]) => ({ path, method, op })),
  );
  t.true(operations.length > 130);
  // Created first, because the calls below change the settings that creation depends on.
  for (const { path } of operations) if (isMade(path)) await mine.id(kindOf(path));
  const faults = new Map<string, string>();
  const taken = new Set<string>();

  const calls = operations.flatMap((one, index) =>
    Array.from({ length: 2 * ROUNDS }, (_, round) => ({ ...one, seed: SEED + index * 1000 + round, whole: round % 2 === 0 })), // prettier-ignore
  );
  // Reads first: deletes would leave nothing to read.
  const inOrder = calls.toSorted((a, b) => Number(a.method !== 'get') - Number(b.method !== 'get'));
  await pMap(
    inOrder,
    async ({ path, method, op, seed, whole }) => {
      const request = await requestOf(path, method, op, { values, mine, seed, whole });
      const answer = await fetch(`${server.url}${request.path}`, {
        method: request.method.toUpperCase(),
        redirect: 'manual',
        headers: {
          authorization: `Bearer ${owner.key}`,
          'x-forwarded-for': randomAddress(),
          ...request.headers,
        },
        ...(request.body === undefined ? {} : { body: request.body }),
      });
      const text = await answer.text();
      const { status } = answer;
      if (status < 300) taken.add(op.operationId);
      const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
      const found = (what: string): void => {
        const sent = typeof request.body === 'string' ? request.body : '';
        const key = `${op.operationId} ${status} ${what}`.slice(0, 200);
        faults.set(key, `${request.method} ${request.path} ${sent} → ${text}`.slice(0, 1500));
      };
      if (status >= 500 && !isNotBegun(text)) return found('is no answer to a client');
      const described = op.responses[status];
      if (!described) return found('is not in the document');
      if (!text) return;
      if (!described.content?.[type]) return found(`${type} is not in the document`);
      const fault = faultIn(path, method, status, type, text);
      if (fault) found(fault);
    },
    { concurrency: 4 },
  );
  t.deepEqual(Object.fromEntries(faults), {});
  t.log(`${calls.length} calls; ${taken.size} of ${operations.length} operations were taken at least once`); // prettier-ignore
  t.true(taken.size > operations.length / 2);
}); // prettier-ignore

test('a conflict says what stands against it in fields that the document has', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const { faultIn } = await documentOf(server.url);
  const mine = fixtures(owner.call);
  const expect = async (path: string, method: string, id: string, body: object | undefined, field: string) => {
    const answer = await owner.call(method.toUpperCase(), path.replace('{id}', id), body);
    t.is(answer.status, 409, `${path}: ${JSON.stringify(answer.body)}`);
    t.truthy(answer.body[field], `${path}: ${JSON.stringify(answer.body)}`);
    t.is(faultIn(`${PREFIX}${path}`, method, 409, 'application/problem+json', JSON.stringify(answer.body)), null);
  };
  const person = { name: 'Held', email: 'held@example.com' };
  const { body: held } = await owner.call('POST', '/contacts', person);
  await owner.call('POST', '/legal-holds', { scope: 'contact', contact_id: held.id, reason: 'A lawsuit' });
  await expect('/contacts/{id}', 'delete', held.id, undefined, 'holds');
  await expect('/contacts', 'post', '', person, 'contact_id');
  const campaign = await mine.id('campaigns');
  const { body: hold } = await owner.call('POST', '/legal-holds', { scope: 'campaign', campaign_id: campaign, reason: 'A lawsuit' });
  await expect('/campaigns/{id}', 'delete', campaign, undefined, 'holds');
  await owner.call('POST', `/legal-holds/${hold.id}/release`, { reason: 'It was settled' });
  t.is((await owner.call('DELETE', `/campaigns/${campaign}`)).status, 409);
  const erased = await mine.id('contacts');
  await owner.call('POST', '/privacy/erasures', { contact_id: erased });
  await expect('/privacy/erasures', 'post', '', { contact_id: erased }, 'erasure_id');
  await owner.call('POST', '/retention-runs', { dry_run: true });
  await expect('/retention-runs', 'post', '', { dry_run: true }, 'run_id');
}); // prettier-ignore

/** No worker runs here, and a question to the assistant that none takes is answered so. */
const isNotBegun = (text: string): boolean => /"reason":"not_begun"/.test(text);

const kindOf = (path: string): string =>
  path.startsWith(PREFIX) ? resourceOf(path.slice(PREFIX.length)) : '';
const isMade = (path: string): boolean =>
  path.includes('{') && hasFixture(kindOf(path)) && !COSTLY.test(kindOf(path));

const escaped = (part: string): string =>
  encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

async function requestOf(
  path: string,
  method: string,
  op: FuzzedOperation,
  { values, mine, seed, whole }: { values: ReturnType<typeof valuesOf>; mine: Fixtures; seed: number; whole: boolean }, // prettier-ignore
): Promise<Request> {
  const one = (param: FuzzedOperation['parameters'][number]): string =>
    whole ? String(values(param.schema)) : anyText(seed + param.name.length);
  let target = path;
  const query = new URLSearchParams();
  for (const param of op.parameters) {
    if (param.in === 'path') {
      const value = isMade(path) && seed % 3 !== 2 ? await mine.id(kindOf(path)) : one(param);
      // Clients never send these: they would lead to another path.
      const sent = ['', '.', '..'].includes(value) ? 'x' : value;
      target = target.replace(`{${param.name}}`, () => encodeURIComponent(sent));
    } else if (param.in === 'query' && (param.required || seed % 2 === 0 || !whole)) {
      query.set(param.name, one(param));
    }
  }
  const [type = '', { schema = {} } = {}] = Object.entries(op.requestBody?.content ?? {})[0] ?? [];
  const valid = type ? values(schema) : undefined;
  const value = whole ? valid : broken(valid, seed);
  return {
    method,
    path: `${target}${query.size ? `?${query}` : ''}`,
    ...(type === 'multipart/form-data'
      ? { headers: {}, body: formOf(value) }
      : { headers: type ? { 'content-type': type } : {}, ...(type ? { body: textOf(type, value) } : {}) }),
  };
} // prettier-ignore

const textOf = (type: string, value: unknown): string =>
  type === 'application/json'
    ? (JSON.stringify(value) ?? '')
    : type === 'application/x-www-form-urlencoded' && typeof value === 'object' && value !== null
      ? new URLSearchParams(Object.entries(value).map(([k, v]) => [k, String(v)])).toString()
      : String(value);

function formOf(value: unknown): FormData {
  const form = new FormData();
  for (const [name, one] of Object.entries(value ?? {})) {
    if (name === 'file') form.set(name, new Blob([`email\n${String(one)}\n`], { type: 'text/csv' }), 'a.csv');
    else form.set(name, typeof one === 'string' ? one : (JSON.stringify(one) ?? ''));
  }
  return form;
} // prettier-ignore

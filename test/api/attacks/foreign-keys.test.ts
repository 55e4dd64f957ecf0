import test from 'ava';
import { newId } from '#lib/ids.ts';
import { described, faults, fill, resourceOf, type Schema } from '../../_support/described.ts';
import { fixtures, hasBody, wellFormed } from '../../_support/fixtures.ts';
import { identityServer } from '../../_support/identity.ts';
import { tenantRows } from '../../_support/tenant-rows.ts';

/**
 * Resource of an id by the end of its field's name. A new kind of reference fails the test until it is listed here.
 */
const REFERS: Record<string, string> = {
  ids: 'contacts',
  contact_id: 'contacts',
  contact_ids: 'contacts',
  template_id: 'templates',
  segment_id: 'segments',
  segment_ids: 'segments',
  campaign_id: 'campaigns',
  consent_id: 'consents',
  verification_id: 'verifications',
  form_id: 'forms',
};

type Reference = { path: string[]; list: boolean; resource: string };

/** Returns every field of a body, at any depth, that contains another entity's id. */
function references(schema: Schema | undefined, path: string[] = []): Reference[] {
  return Object.entries(schema?.properties ?? {}).flatMap(([name, field]) => {
    const here = [...path, name];
    const parts = [field, ...(field.anyOf ?? []), ...(field.oneOf ?? [])];
    const nested = parts.flatMap((part) => references(part, here));
    const list = parts.some((part) => part.items?.format === 'uuid');
    if (!list && !parts.some((part) => part.format === 'uuid')) return nested;
    const resource = REFERS[name];
    if (!resource) throw new Error(`what is ${here.join('.')} an id of? Say so in REFERS`);
    return [...nested, { path: here, list, resource }];
  });
}

/** A copy of `body` with `value` at `path`. */
function withValue(body: unknown, [head, ...rest]: string[], value: unknown): unknown {
  if (head === undefined) return value;
  const record: Record<string, unknown> = typeof body === 'object' ? { ...body } : {};
  return { ...record, [head]: withValue(record[head], rest, value) };
}

/** Fields that exclude one another, because each names the same entity. */
const INSTEAD: Record<string, string[]> = {
  contact_id: ['email', 'phone'],
  template_id: ['template'],
};

/** Required fields around a reference inside an optional object. */
const AROUND: Record<string, Record<string, unknown>> = {
  'fallback.template_id': {
    email: undefined,
    phone: '+12015550123',
    channel: 'sms',
    template: { body: 'Hello' },
    fallback: { channel: 'email' },
  },
};

test('an organization cannot point at things of another', async (t) => {
  const server = await identityServer(t);
  const [a, b] = [await server.signUp(), await server.signUp()];
  const [ofA, ofB] = [fixtures(a.call), fixtures(b.call)];
  // A session goes to another organization of its person: test/api/identity/organizations tries those of others.
  const known = (await described(server.url)).filter((op) => op.id !== 'auth.switchOrganization');
  const exists = new Set(known.map((op) => resourceOf(op.path)));
  const attempts = known.flatMap((op) =>
    references(op.body)
      .filter((reference) => exists.has(reference.resource))
      .map((reference) => ({ op, reference })),
  );
  t.true(attempts.length > 5);
  for (const { reference } of attempts) await ofB.id(reference.resource);
  const before = await tenantRows(b.organization.id);

  for (const { op, reference } of attempts) {
    const id = op.params.length ? await ofA.id(resourceOf(op.path)) : '';
    const path = fill(op.path, Object.fromEntries(op.params.map((param) => [param, id])));
    const own = hasBody(op.id) ? await ofA.body(op.id) : {};
    const last = reference.path.length === 1 ? (reference.path[0] ?? '') : '';
    for (const other of INSTEAD[last] ?? []) delete own[other];
    Object.assign(own, AROUND[reference.path.join('.')]);
    const attack = async (target: string) => {
      const value = reference.list ? [target] : target;
      return a.call(op.method, path, withValue(own, reference.path, value), {
        'x-request-id': 'the-same-id',
      });
    };
    const foreign = await attack(await ofB.id(reference.resource));
    const nobody = await attack(newId());
    const what = `${op.id} ${reference.path.join('.')}: ${JSON.stringify(foreign.body)}`;
    t.deepEqual(faults(foreign), [], what);
    t.true([404, 422].includes(foreign.status), what);
    t.is(foreign.status, nobody.status, what);
    t.deepEqual(foreign.body, nobody.body, what);
    const ours = await attack(await ofA.id(reference.resource));
    t.true(ours.status < 300 || ours.status === 409, `${what}; own: ${JSON.stringify(ours.body)}`);
  }
  t.deepEqual(await tenantRows(b.organization.id), before);
});

test('a tenant named in a body, a query or a header moves nothing', async (t) => {
  const server = await identityServer(t);
  const [a, b] = [await server.signUp(), await server.signUp()];
  const mine = fixtures(a.call);
  const names = ['tenant_id', 'tenantId', 'organization_id', 'tenant', 'tenant_slug'];
  const before = await tenantRows(b.organization.id);
  for (const op of (await described(server.url)).filter((op) => !op.open)) {
    const [, path, valid] = await wellFormed(op, mine);
    for (const name of names) {
      const value = name.includes('slug') ? b.organization.slug : b.organization.id;
      if (op.body && op.body.additionalProperties === false) {
        const inBody = await a.call(op.method, path, withValue(valid, [name], value));
        t.is(inBody.status, 422, `${op.id} body ${name}`);
      }
      if (op.query.length) {
        const inQuery = await a.call(op.method, `${path}?${name}=${value}`, valid);
        t.is(inQuery.status, 422, `${op.id} query ${name}`);
      }
    }
    if (op.method !== 'GET') continue;
    const headers = {
      'x-tenant-id': b.organization.id,
      'x-organization-id': b.organization.id,
      'x-forwarded-host': `${b.organization.slug}.example.com`,
    };
    const [plain, smuggled] = [
      await a.call('GET', path),
      await a.call('GET', path, undefined, headers),
    ];
    t.is(smuggled.status, plain.status, op.id);
    t.false(JSON.stringify(smuggled.body).includes(b.organization.id), op.id);
  }
  t.deepEqual(await tenantRows(b.organization.id), before);
});

import test from 'ava';
import { listAudit } from '#domain/audit-log/list.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { recordAudits } from '#domain/audit/record.ts';
import type { Services } from '#domain/context.ts';
import { newId } from '#lib/ids.ts';
import { testApi, type TestApi, type TestTenant } from '../../_support/api.ts';

const SUBJECT = newId();

/** Rows of three kinds by two actors, in one organisation. */
async function written(
  t: Parameters<typeof testApi>[0],
): Promise<{ api: TestApi; tenant: TestTenant }> {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { context } = tenant;
  const provider = {
    ...context,
    actor: { type: 'provider' as const, id: 'ses' },
    requestId: 'req-1',
  };
  await api.services.db.withTenant(context, async (trx) => {
    await recordAudits(trx, context, [
      { action: 'consent.granted', entityType: 'consent', entityId: SUBJECT },
      { action: 'consent.lapsed', entityType: 'consent', entityId: SUBJECT },
      { action: 'wording.published', entityType: 'other', entityId: '100%' },
    ]);
    await recordAudits(trx, provider, [
      { action: 'message.delivered', entityType: 'message', entityId: newId() },
    ]);
  });
  return { api, tenant };
}

const found = async (tenant: TestTenant, query: string): Promise<string[]> => {
  const answer = await tenant.call('GET', `/audit?${query}`);
  if (answer.status !== 200) return [String(answer.status)];
  return answer.body.data.map((row: { action: string }) => row.action);
};

test('an action is found by itself and by its beginning, literally', async (t) => {
  const { tenant } = await written(t);
  t.deepEqual(await found(tenant, 'action=consent.'), ['consent.lapsed', 'consent.granted']);
  t.deepEqual(await found(tenant, 'action=consent.granted'), ['consent.granted']);
  t.deepEqual(await found(tenant, 'action=consent_'), []);
  t.deepEqual(await found(tenant, 'action=%25'), []);
});

test('a search finds ids in every place, and words of actions and things', async (t) => {
  const { tenant } = await written(t);
  t.deepEqual(await found(tenant, `q=${SUBJECT.toUpperCase()}`), [
    'consent.lapsed',
    'consent.granted',
  ]);
  t.true((await found(tenant, `q=${tenant.context.actor.id}`)).includes('wording.published'));
  t.true((await found(tenant, `q=${tenant.context.requestId}`)).includes('wording.published'));
  t.deepEqual(await found(tenant, 'q=Lapsed'), ['consent.lapsed']);
  t.deepEqual(await found(tenant, 'q=message%20delivered'), ['message.delivered']);
  t.deepEqual(await found(tenant, 'q=req-1'), ['message.delivered']);
  t.deepEqual(await found(tenant, 'q=100%25'), ['wording.published']);
  t.deepEqual(await found(tenant, 'q=nothing-of-the-kind'), []);
  t.deepEqual(await found(tenant, 'q='), ['422']);
});

test('by actor, request and time, together', async (t) => {
  const { tenant } = await written(t);
  t.deepEqual(await found(tenant, 'actor=provider'), ['message.delivered']);
  t.deepEqual(await found(tenant, 'actor=ses&request_id=req-1'), ['message.delivered']);
  t.deepEqual(await found(tenant, 'actor=ses&request_id=req-2'), []);
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  t.deepEqual(await found(tenant, `from=${soon}`), []);
  t.deepEqual(await found(tenant, 'to=1991-01-01T00:00:00Z'), []);
  t.is((await found(tenant, `from=1991-01-01T00:00:00Z&to=${soon}&action=consent.`)).length, 2);
  t.deepEqual(
    await found(tenant, 'to=1600-01-01T00:00:00Z'),
    ['422'],
    'years that cannot be meant',
  );
  t.deepEqual(await found(tenant, 'cursor=bm90aGluZw'), ['422']);
});

test('one row says its place and shows its way to the signed root, here and outside', async (t) => {
  const { api, tenant } = await written(t);
  const [row] = (await tenant.call('GET', '/audit?action=consent.granted')).body.data;
  t.like(row, { position: null, seal: null });
  t.is((await tenant.call('GET', `/audit/${row.id}`)).body.proof, null);
  await sealAudit(api.services, tenant.context);
  t.is((await tenant.call('GET', `/audit/${row.id}`)).body.proof.checks.published, null);
  await publishSeals(api.services, tenant.context);
  const { entry, proof } = (await tenant.call('GET', `/audit/${row.id}`)).body;
  t.is(entry.entity_id, SUBJECT);
  t.deepEqual(proof.checks, { entry: true, root: true, signature: true, published: true });
  const [again] = (await tenant.call('GET', '/audit?action=consent.granted')).body.data;
  t.like(again, { position: proof.position, seal: 1 });
  const seals = (await tenant.call('GET', '/audit/seals')).body.data;
  t.like(seals[0], { number: 1, published: 'same', place: { store: 'folder' } });
  const file = (await tenant.call('GET', '/audit/seals/1')).body;
  t.is(Buffer.from(file.leaves[proof.index], 'base64url').toString('hex'), proof.leaf);
  t.is((await tenant.call('GET', '/audit/seals/2')).status, 404);
  const terms = (await tenant.call('GET', '/audit/terms')).body;
  t.true(terms.actions.includes('wording.published') && terms.entity_types.includes('message'));
});

test('of a long log one page is read, never more', async (t) => {
  const { api, tenant } = await written(t);
  const { services } = api;
  const read: number[] = [];
  const watched: Pick<Services, 'db' | 'keyring'> = {
    keyring: services.keyring,
    db: {
      ...services.db,
      withTenant: (scope, work) =>
        services.db.withTenant(scope, (trx) => {
          trx.on('query-response', (rows: unknown) => {
            if (Array.isArray(rows)) read.push(rows.length);
          });
          return work(trx);
        }),
    },
  };
  const page = await listAudit(watched, tenant.context, { limit: 2 });
  t.is(page.data.length, 2);
  t.true(read.length > 0);
  t.true(Math.max(...read) <= 3, `rows read: ${read.join(' ')}`);
});

import canonicalize from 'canonicalize';
import { parse } from 'csv-parse/sync';
import test from 'ava';
import { leafHash, rootFromPath } from '#domain/audit/merkle.ts';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { recordAudits } from '#domain/audit/record.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { tenantId } from '#lib/ids.ts';
import { identityServer } from '../../_support/identity.ts';

const ROWS = 2_300;

test('an export has every row once, in order, and each makes the hash that was published', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const ctx = {
    tenantId: tenantId(owner.organization.id),
    actor: { type: 'system' as const, id: null },
    permissions: new Set<never>(),
    requestId: 'filler',
  };
  await server.services.db.withTenant(ctx, (trx) =>
    recordAudits(
      trx,
      ctx,
      Array.from({ length: ROWS }, (_, i) => ({
        action: 'organization.deleted',
        entityType: 'test',
        entityId: `=${i}`,
        detail: { i, words: 'é "quoted", 漢\n' },
      })),
    ),
  );
  await sealAudit(server.services, ctx);
  await publishSeals(server.services, ctx);

  const file = await owner.call('GET', '/audit/export?action=organization.deleted');
  t.is(file.status, 200);
  t.regex(file.headers.get('content-disposition') ?? '', /audit\.jsonl/);
  const lines: { position: number; seal: number; entry: { id: string; detail: { i: number } } }[] =
    String(file.body)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  t.deepEqual(
    lines.map((line) => line.entry.detail.i),
    Array.from({ length: ROWS }, (_, i) => i),
  );
  const seal = (await owner.call('GET', '/audit/seals/1')).body;
  for (const { position, entry } of lines) {
    const leaf = leafHash(Buffer.from(canonicalize(entry) ?? ''));
    t.is(leaf.toString('base64url'), seal.leaves[position - seal.seal.first_position]);
  }
  const { proof } = (await owner.call('GET', `/audit/${lines[7]?.entry.id}`)).body;
  const root = rootFromPath(
    leafHash(Buffer.from(canonicalize(lines[7]?.entry) ?? '')),
    { index: proof.index, size: seal.seal.entries },
    proof.path.map((hash: string) => Buffer.from(hash, 'hex')),
  );
  t.is(root?.toString('hex'), seal.seal.root);

  const csv = await owner.call('GET', '/audit/export?action=organization.deleted&format=csv');
  t.regex(csv.headers.get('content-type') ?? '', /text\/csv/);
  const cells: Record<string, string>[] = parse(String(csv.body), { columns: true, bom: true });
  t.is(cells.length, ROWS);
  t.like(cells[0], {
    seal: '1',
    action: 'organization.deleted',
    entity_id: "'=0",
    tenant_id: ctx.tenantId,
  });
});

test('an export is audited with its filters, and not with what was searched for', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  await owner.call(
    'GET',
    '/audit/export?format=csv&q=canary%40example.com&from=2030-01-01T00:00:00Z',
  );
  const [row] = (await owner.call('GET', '/audit?action=audit.exported')).body.data;
  t.like(row, {
    actor_id: owner.keyId,
    detail: { format: 'csv', filters: ['from', 'q'], from: '2030-01-01T00:00:00Z' },
  });
  t.false(JSON.stringify(row).includes('canary'));
});

test('an export needs audit:read and sane filters', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp({ scopes: ['contacts:read'] });
  t.is((await owner.call('GET', '/audit/export')).status, 403);
  const all = await server.signUp();
  t.is((await all.call('GET', '/audit/export?format=xlsx')).status, 422);
  t.is((await all.call('GET', '/audit/export?tenant_id=x')).status, 422);
});

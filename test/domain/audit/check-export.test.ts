import test from 'ava';
import { checkExport } from '#domain/audit/check-export.ts';
import { exportAudit } from '#domain/audit-log/export.ts';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { readPublished, type PublishedSeal } from '#domain/audit/published.ts';
import { recordAudits } from '#domain/audit/record.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { testContext, testServices } from '../../_support/services.ts';

/** The lines of an export over two seals and a little more, and the seals. */
async function exported(t: Parameters<typeof testServices>[0]) {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const write = () =>
    services.db.withTenant(ctx, (trx) =>
      recordAudits(
        trx,
        ctx,
        [1, 2, 3].map((i) => ({
          action: 'organization.deleted',
          entityType: 'test',
          entityId: String(i),
        })),
      ),
    );
  for (let i = 0; i < 2; i++) {
    await write();
    await sealAudit(services, ctx);
  }
  await publishSeals(services, ctx);
  await write();
  const lines: string[] = [];
  for await (const page of await exportAudit(services, ctx, 'jsonl', {})) {
    lines.push(...page.map((row) => JSON.stringify(row)));
  }
  const seals: PublishedSeal[] = [];
  for (const number of [1, 2]) {
    const seal = await readPublished(services, ctx.tenantId, number);
    if (seal) seals.push(seal);
  }
  return { lines, seals };
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

test('an export is found as it was published, with nothing but the seals', async (t) => {
  const { lines, seals } = await exported(t);
  const found = await checkExport(each(lines), each(seals));
  t.like(found, { problem: null, seals: 2, unsealed: 3, rows: lines.length });
  t.is(found.keys.length, 1);
  t.like(await checkExport(each(lines.slice(-5)), each(seals.slice(1))), { problem: null });
});

const problem = async (rows: readonly string[], over: readonly PublishedSeal[]): Promise<string> =>
  (await checkExport(each(rows), each(over))).problem ?? '';

test('a changed row, seal, leaf, key or order is named', async (t) => {
  const { lines, seals } = await exported(t);
  const [first, second] = seals;
  if (!first || !second) throw new Error('two seals');
  const at = lines.findIndex((line) => line.includes('organization.deleted'));
  t.regex(
    await problem(
      lines.with(at, lines[at]?.replace('organization.deleted', 'test.gone') ?? ''),
      seals,
    ),
    /not the row/,
  );
  t.regex(await problem(lines.with(at, '{}'), seals), /not a row/);
  t.regex(await problem(lines, [first]), /seal 2 is not among/);
  t.regex(await problem(lines, [second, first]), /does not follow/);
  t.regex(
    await problem(lines, [
      { ...first, leaves: first.leaves.with(0, first.leaves[1] ?? '') },
      second,
    ]),
    /does not cover the rows/,
  );
  t.regex(
    await problem(lines, [
      { ...first, seal: { ...first.seal, sealed_at: '2020-01-01T00:00:00.000Z' } },
    ]),
    /does not match its signature/,
  );
  const other = (await exported(t)).seals;
  t.regex(await problem(lines, other), /another organization|not the row/);
});

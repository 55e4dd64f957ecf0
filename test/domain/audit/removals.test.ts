import test from 'ava';
import pg from 'pg';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { recordAudits } from '#domain/audit/record.ts';
import { recordRemoval } from '#domain/audit/removals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { verifyAudit } from '#domain/audit-log/verify-audit.ts';
import { loadConfig } from '#lib/config.ts';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../../_support/services.ts';

async function asOwner(sql: string, values: unknown[] = []): Promise<void> {
  const client = new pg.Client(loadConfig().DATABASE_URL);
  await client.connect();
  try {
    await client.query(sql, values);
  } finally {
    await client.end();
  }
}

/** An organisation with two published seals over twenty rows and more. */
async function sealed(t: Parameters<typeof testServices>[0]) {
  const services = await testServices(t);
  const ctx = await testContext(services);
  for (let seal = 0; seal < 2; seal++) {
    await services.db.withTenant(ctx, (trx) =>
      recordAudits(
        trx,
        ctx,
        Array.from({ length: 10 }, (_, i) => ({
          action: 'organization.deleted',
          entityType: 'test',
          entityId: String(i),
        })),
      ),
    );
    await sealAudit(services, ctx);
  }
  await publishSeals(services, ctx);
  const keys = await services.keyring.keys(ctx);
  /** Does what retention does: removes rows at some positions and records the removal, in one transaction. */
  const retire = (first: number, last: number, upTo = last): Promise<string> =>
    services.db.withRetentionRole(ctx, async (trx) => {
      await trx.raw(
        `delete from audit_log a using audit_leaves l
         where l.tenant_id = a.tenant_id and l.entry_id = a.id and l.position between ? and ?`,
        [first, last],
      );
      return recordRemoval(trx, keys, {
        tenantId: ctx.tenantId,
        firstPosition: first,
        lastPosition: upTo,
        reason: 'retention',
        runId: newId(),
      });
    });
  const deleteAt = (position: number): Promise<void> =>
    asOwner(
      `delete from audit_log a using audit_leaves l where l.tenant_id = $1 and l.position = $2
         and a.tenant_id = l.tenant_id and a.id = l.entry_id`,
      [ctx.tenantId, position],
    );
  return { services, ctx, retire, deleteAt, verdict: () => verifyAudit(services, ctx) };
}

test('rows that were removed by right, over the edge of a seal, are counted and no fault', async (t) => {
  const { retire, verdict } = await sealed(t);
  const before = await verdict();
  await retire(3, 13);
  await retire(15, 15);
  t.deepEqual(await verdict(), { ...before, removed: 12 });
});

test('a row deleted beside the places of a removal is still found', async (t) => {
  const { retire, deleteAt, verdict } = await sealed(t);
  await retire(3, 5);
  await deleteAt(6);
  t.like((await verdict()).first_bad, { kind: 'entry_missing', position: 6 });
});

test('an owner who deletes a row and writes a removal without the key is found', async (t) => {
  const { ctx, deleteAt, verdict } = await sealed(t);
  await deleteAt(4);
  await asOwner(
    `insert into audit_removals (tenant_id, first_position, last_position, reason, run_id, removed_at,
       key_version, signature)
     select $1, 4, 4, 'retention', uuidv7(), now(), 1, decode(repeat('ab', 64), 'hex')`,
    [ctx.tenantId],
  );
  t.like((await verdict()).first_bad, { kind: 'entry_missing', position: 4 });
});

test('a removal that was stretched, moved or copied from another organisation is worth nothing', async (t) => {
  const { ctx, retire, deleteAt, verdict } = await sealed(t);
  const other = await sealed(t);
  const id = await retire(3, 5);
  await deleteAt(6);
  await asOwner('update audit_removals set last_position = 6 where id = $1', [id]);
  t.like((await verdict()).first_bad, { kind: 'entry_missing', position: 3 });
  await asOwner('update audit_removals set last_position = 5 where id = $1', [id]);
  t.like((await verdict()).first_bad, { kind: 'entry_missing', position: 6 });

  const elsewhere = await other.retire(6, 6);
  await asOwner(
    `insert into audit_removals select $2, id, first_position, last_position, reason, run_id, removed_at,
       key_version, signature from audit_removals where id = $1`,
    [elsewhere, ctx.tenantId],
  );
  t.like((await verdict()).first_bad, { kind: 'entry_missing', position: 6 });
});

test('a removal of rows that are still there, or were never sealed, is refused whole', async (t) => {
  const { retire, verdict } = await sealed(t);
  const { entries } = await verdict();
  await t.throwsAsync(retire(3, 5, 6), { message: /still at these positions/ });
  await t.throwsAsync(retire(entries - 1, entries, entries + 1), { message: /not all sealed/ });
  t.like(await verdict(), { ok: true, removed: 0 });
});

import test from 'ava';
import pg from 'pg';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { listSeals } from '#domain/audit-log/list-seals.ts';
import { publishedKey, readPublished } from '#domain/audit/published.ts';
import { recordAudits } from '#domain/audit/record.ts';
import { MOST_ENTRIES, sealAudit } from '#domain/audit/seal-audit.ts';
import { verifyAudit, type Fault } from '#domain/audit-log/verify-audit.ts';
import type { Context, Services } from '#domain/context.ts';
import { loadConfig } from '#lib/config.ts';
import { testContext, testServices } from '../../_support/services.ts';

const write = (services: Services, ctx: Context, count: number): Promise<void> =>
  services.db.withTenant(ctx, (trx) =>
    recordAudits(
      trx,
      ctx,
      Array.from({ length: count }, (_, i) => ({
        action: 'organization.deleted',
        entityType: 'test',
        entityId: String(i),
        detail: { i, words: 'é and 漢' },
      })),
    ),
  );

/** The owner of the database, whom nothing restricts. */
async function asOwner(sql: string, values: unknown[] = []): Promise<void> {
  const client = new pg.Client(loadConfig().DATABASE_URL);
  await client.connect();
  try {
    await client.query(sql, values);
  } finally {
    await client.end();
  }
}

/** An organisation with three published seals. */
async function sealed(t: Parameters<typeof testServices>[0]) {
  const services = await testServices(t);
  const ctx = await testContext(services);
  for (const count of [5, 7, 6]) {
    await write(services, ctx, count);
    await sealAudit(services, ctx);
  }
  await publishSeals(services, ctx);
  const whole = await verifyAudit(services, ctx);
  t.like(whole, { ok: true, seals: 3, published: 3, unsealed: 0, first_bad: null });
  const entryAt = async (position: number): Promise<string> =>
    services.db.withTenant(ctx, async (trx) => {
      const leaf = await trx('audit_leaves').where({ position }).first('entry_id');
      return leaf.entry_id;
    });
  const found = async (): Promise<Fault | null> => (await verifyAudit(services, ctx)).first_bad;
  return { services, ctx, entryAt, found };
}

test('what is written is sealed once, in order, without a gap, however many seal', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await write(services, ctx, 40);
  const done = await Promise.all([1, 2, 3].map(() => sealAudit(services, ctx)));
  const { entries, ok } = await verifyAudit(services, ctx);
  t.true(ok);
  t.is(
    done.reduce((a, b) => a + b, 0),
    entries,
  );
  t.is(await sealAudit(services, ctx), 0);
});

test('more rows than a seal holds come under several, one after the other', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await write(services, ctx, 2 * MOST_ENTRIES + 3);
  t.is(await sealAudit(services, ctx), (await verifyAudit(services, ctx)).entries);
  t.like(await verifyAudit(services, ctx), { ok: true, seals: 3, unsealed: 0 });
  t.is(await publishSeals(services, ctx), 3);
  t.like(await verifyAudit(services, ctx), { ok: true, published: 3 });
});

test('a row whose transaction ends after a seal that saw later rows comes under the next', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await services.db.withTenant(ctx, async (trx) => {
    await recordAudits(trx, ctx, [
      { action: 'organization.deleted', entityType: 'test', entityId: 'slow' },
    ]);
    await write(services, ctx, 3);
    await sealAudit(services, ctx);
  });
  t.is((await verifyAudit(services, ctx)).unsealed, 1);
  t.is(await sealAudit(services, ctx), 1);
  t.like(await verifyAudit(services, ctx), { ok: true, unsealed: 0 });
});

test('an edit by the owner is named', async (t) => {
  const { entryAt, found } = await sealed(t);
  const id = await entryAt(9);
  await asOwner(`update audit_log set detail = '{"i": 99}' where id = $1`, [id]);
  t.like(await found(), { kind: 'entry_changed', position: 9, entry_id: id });
});

test('an edit that also rewrites the hash is named by the copy outside', async (t) => {
  const { entryAt, found } = await sealed(t);
  const id = await entryAt(9);
  await asOwner(`update audit_log set actor_id = 'somebody else' where id = $1`, [id]);
  await asOwner(`update audit_leaves set hash = sha256('x') where entry_id = $1`, [id]);
  t.like(await found(), { kind: 'entry_changed', position: 9, entry_id: id });
});

test('a deletion by the owner is named, also when its place goes too', async (t) => {
  const { entryAt, found } = await sealed(t);
  const id = await entryAt(7);
  await asOwner('delete from audit_log where id = $1', [id]);
  t.like(await found(), { kind: 'entry_missing', position: 7, entry_id: id });
  await asOwner('delete from audit_leaves where entry_id = $1', [id]);
  t.like(await found(), { kind: 'entry_missing', position: 7 });
});

test('rows that changed places are named', async (t) => {
  const { ctx, found } = await sealed(t);
  // Positions are unique, so rows move by way of a free one.
  for (const [from, to] of [
    [8, 1008],
    [10, 8],
    [1008, 10],
  ]) {
    await asOwner('update audit_leaves set position = $2 where tenant_id = $3 and position = $1', [
      from,
      to,
      ctx.tenantId,
    ]);
  }
  t.like(await found(), { kind: 'order_changed', position: 8 });
});

test('a tail that was cut off is named, though what is left fits', async (t) => {
  const { ctx, found } = await sealed(t);
  await asOwner(
    `with gone as (delete from audit_seals where tenant_id = $1 and number = 3 returning first_position),
       places as (delete from audit_leaves l using gone where l.tenant_id = $1 and l.position >= gone.first_position
         returning entry_id)
     delete from audit_log a using places where a.tenant_id = $1 and a.id = places.entry_id`,
    [ctx.tenantId],
  );
  t.like(await found(), { kind: 'tail_cut_off', seal: 3 });
});

test('a seal made again by somebody without the key, or with another history, is refused', async (t) => {
  const { ctx, found } = await sealed(t);
  await asOwner(`update audit_seals set entries = 6 where tenant_id = $1 and number = 2`, [
    ctx.tenantId,
  ]);
  t.like(await found(), { kind: 'seal_changed', seal: 2 });
});

test('a row slipped in under an old date is found', async (t) => {
  const { ctx, found } = await sealed(t);
  await asOwner(
    `insert into audit_log (tenant_id, id, occurred_at, actor_type, action, entity_type, entity_id)
     values ($1, uuidv7(interval '-2 hours'), now() - interval '2 hours', 'system', 'test.forged', 'test', 'x')`,
    [ctx.tenantId],
  );
  t.like(await found(), { kind: 'entry_unsealed' });
});

test('the runtime role can neither change nor remove a seal or a place', async (t) => {
  const { services, ctx } = await sealed(t);
  for (const table of ['audit_seals', 'audit_leaves', 'audit_log']) {
    for (const act of [`delete from ${table}`, `update ${table} set tenant_id = tenant_id`]) {
      await t.throwsAsync(
        services.db.withTenant(ctx, (trx) => trx.raw(act)),
        { message: /permission denied/ },
      );
    }
  }
});

test('what was published once is not written again', async (t) => {
  const { services, ctx } = await sealed(t);
  const before = await readPublished(services, ctx.tenantId, 2);
  t.is(await publishSeals(services, ctx), 0);
  t.deepEqual(await readPublished(services, ctx.tenantId, 2), before);
});

test('the list of seals says of each copy whether it is the same, there at all, or no seal', async (t) => {
  const { services, ctx } = await sealed(t);
  const write = (number: number, text: string) =>
    services.seals.write(
      publishedKey(ctx.tenantId, number),
      (async function* () {
        yield Buffer.from(text);
      })(),
    );
  const first = await readPublished(services, ctx.tenantId, 1);
  await write(2, JSON.stringify(first));
  await write(3, 'scribbled over');
  const states = async (of: typeof services) =>
    (await listSeals(of, ctx, { limit: 10 })).data.map((seal) => seal.published);
  t.deepEqual(await states(services), ['unreadable', 'differs', 'same']);
  const empty = { ...services, seals: { ...services.seals, readText: async () => null } };
  t.deepEqual(await states(empty), ['missing', 'missing', 'missing']);
  const away = {
    ...services,
    seals: { ...services.seals, readText: () => Promise.reject(new Error('away')) },
  };
  t.deepEqual(await states(away), ['unreadable', 'unreadable', 'unreadable']);
});

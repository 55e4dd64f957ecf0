import { createHash } from 'node:crypto';
import test from 'ava';
import type { Context, Services } from '#domain/context.ts';
import { beside } from '../_support/beside.ts';
import { processesOf } from '../_support/npm-start.ts';
import { lockRows, type RowLock } from '../_support/row-lock.ts';
import { startAssent } from '../_support/started.ts';
import { until } from '../_support/until.ts';

const DUE = 24_000;
const NOT_YET = 1_500;
/** Rows of one transaction (domain/retention/due.ts). */
const CHUNK = 1_000;
const KILLS = 10;
/** Rows from one kill to the next: two chunks. */
const STEP = 2 * CHUNK;

/** One-time numbers of forms: those of long ago, and those of tomorrow. */
async function fill(services: Services, ctx: Context): Promise<void> {
  await services.db.withTenant(ctx, (trx) =>
    trx.raw(
      `insert into form_tickets (tenant_id, nonce, expires_at)
       select ?::uuid, 'due-' || lpad(n::text, 7, '0'), now() - interval '30 days'
       from generate_series(0, ?::int) n`,
      [ctx.tenantId, DUE - 1],
    ),
  );
  await services.db.withTenant(ctx, (trx) =>
    trx.raw(
      `insert into form_tickets (tenant_id, nonce, expires_at)
       select ?::uuid, 'new-' || n, now() + interval '1 day' from generate_series(1, ?::int) n`,
      [ctx.tenantId, NOT_YET],
    ),
  );
}

/** The hash of an undisturbed run, computed from the rows before it. */
async function undisturbed(services: Services, ctx: Context): Promise<string> {
  const { rows } = await services.db.withTenant(ctx, (trx) =>
    trx.raw<{ rows: { lines: string }[] }>(
      `select string_agg(line, E'\\n' order by nonce) as lines
       from (select k.nonce, (row_number() over (order by k.nonce) - 1) / ?::int as chunk,
           'form_tickets|' || k.nonce || '|' || encode(sha256(convert_to(k::text, 'UTF8')), 'hex') as line
         from form_tickets k where k.expires_at < now()) t
       group by chunk order by chunk`,
      [CHUNK],
    ),
  );
  let hash: Buffer = Buffer.alloc(0);
  for (const { lines } of rows) hash = createHash('sha256').update(hash).update(lines).digest();
  return hash.toString('hex');
}

/** What the run has counted and what is left, as of one moment. */
const stateOf = (services: Services, ctx: Context, id: string): Promise<State> =>
  services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: State[] }>(
      `select (select removed from retention_run_kinds where run_id = ?::uuid and kind = 'form_tickets')::int as removed,
         (select count(*) from form_tickets)::int as left`,
      [id],
    );
    const [state] = rows;
    if (!state) throw new Error('no such run');
    return state;
  });
type State = { removed: number; left: number };

test('a retention run whose worker is killed ten times ends exactly once, with the counts and the hash of one nobody disturbs', async (t) => {
  const assent = await startAssent(t);
  const { services, ctx } = beside(t, assent);
  await fill(services, ctx);
  const expected = await undisturbed(services, ctx);
  const nextHold = (kill: number): Promise<RowLock> =>
    lockRows(
      t,
      assent.databaseUrl,
      `select 1 from form_tickets where tenant_id = $1 and nonce = $2 for update`,
      [ctx.tenantId, `due-${String(kill * STEP + CHUNK / 2).padStart(7, '0')}`],
    );
  let hold = await nextHold(1);
  const started = await assent.call('POST', '/retention-runs', { dry_run: false });
  t.is(started.status, 202);
  const path = `/retention-runs/${started.body.id}`;
  const state = () => stateOf(services, ctx, started.body.id);

  for (let kill = 1; kill <= KILLS; kill++) {
    await until(async () => (await state()).removed === kill * STEP);
    await hold.waitedFor();
    if (kill % 2 === 0) {
      // These go with a chunk's rows deleted and not counted yet, the others before.
      const counts = await lockRows(
        t,
        assent.databaseUrl,
        `select 1 from retention_run_kinds where tenant_id = $1 and run_id = $2 and kind = 'form_tickets' for share`,
        [ctx.tenantId, started.body.id],
      );
      await hold.release();
      hold = counts;
      await hold.waitedFor();
    }
    const workers = (await processesOf(assent.dataDir)).filter((p) => /worker\/main/.test(p.command)); // prettier-ignore
    t.is(workers.length, 1);
    process.kill(workers[0]?.pid ?? 0, 'SIGKILL');
    const next = await nextHold(kill + 1);
    await hold.release();
    hold = next;
    const now = await state();
    t.deepEqual(now, { removed: kill * STEP, left: DUE + NOT_YET - kill * STEP }, 'what is counted is what is gone'); // prettier-ignore
  }
  await hold.release();

  const { body: run } = await assent.until(path, (a) => a.body.status === 'completed');
  const done = run.kinds.find((one: { kind: string }) => one.kind === 'form_tickets');
  t.like(done, { found: DUE, removed: DUE, held: 0, finished: true, hash: expected });
  t.deepEqual(await state(), { removed: DUE, left: NOT_YET });

  const { body: audit } = await assent.call(
    'GET',
    `/audit?entity_type=retention_run&entity_id=${started.body.id}&limit=100`,
  );
  const rows: { action: string; detail: { kind?: string; removed?: number; sha256?: string } }[] =
    audit.data;
  const applied = rows.filter(({ action }) => action === 'retention.applied');
  t.deepEqual(
    applied.map(({ detail }) => detail.kind).toSorted(),
    run.kinds.map(({ kind }: { kind: string }) => kind).toSorted(),
    'one row for each kind',
  );
  t.like(applied.find(({ detail }) => detail.kind === 'form_tickets')?.detail, {
    removed: DUE,
    sha256: expected,
  });
  t.is(rows.filter(({ action }) => action === 'retention_run.completed').length, 1);
});

import test from 'ava';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { verifyAudit } from '#domain/audit-log/verify-audit.ts';
import type { Context, Services } from '#domain/context.ts';
import { placeHold } from '#domain/privacy/place.ts';
import { releaseHold } from '#domain/holds/release.ts';
import { RETENTION_KINDS, type RetentionKind } from '#domain/retention/kinds.ts';
import { KINDS } from '#domain/retention/terms.ts';
import type { RunView } from '#domain/retention/run-row.ts';
import { newId } from '#lib/ids.ts';
import { archived, DAY_MS, fillTenant, keep, removed } from '../_support/retention.ts';
import { withRetentionDays } from '../_support/retention-clock.ts';
import { testContext, testServices } from '../_support/services.ts';
import { sharedTimeSkipping } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);

/** Days between two runs where nothing special happens. */
const QUARTER = 91;
/** The first run after the release of the hold: two years after the last thing it keeps was due. */
const RELEASED = 2_192;

/** Days each kind is kept in this test: the defaults, and contacts for a year. */
const keptFor = (kind: RetentionKind): number => KINDS[kind].keepDays ?? 365;
/** The audit log is kept longest, seven years. */
const LAST = keptFor('audit_log') + 1;

/** Kinds that name their person, and are kept by a hold on that person. */
const OF_PERSON: ReadonlySet<RetentionKind> = new Set([
  'verifications', 'consent_proof', 'message_content', 'inbound_messages', 'messages', 'contacts',
]); // prettier-ignore

/** One in each quarter, and for each kind the run before its day and that of its day. */
const runsOfYears = (): number[] => {
  const quarters = Array.from({ length: Math.floor(LAST / QUARTER) }, (_, i) => (i + 1) * QUARTER);
  const days = RETENTION_KINDS.flatMap((kind) => [keptFor(kind), keptFor(kind) + 1]);
  return [...new Set([...quarters, ...days, RELEASED])].toSorted((a, b) => a - b);
};

test.serial(
  'seven years in skipped time: everything goes by the run of its day, a hold keeps for years, and the counts add up',
  async (t) => {
    const services = await testServices(t);
    const ctx = await testContext(services);
    const free = await fillTenant(services, ctx);
    const held = await fillTenant(services, ctx);
    const hold = await placeHold(services, ctx, {
      scope: 'contact',
      contact_id: held.contactId,
      reason: 'a claim before court',
    });
    await keep(services, ctx, 'contacts', keptFor('contacts'));
    await keep(services, ctx, 'messages', keptFor('messages'), 'archive');
    const stay = new Map([
      [free.messageId, new Date()],
      [held.messageId, new Date()],
    ]);

    const runs = new Map<number, RunView>();
    await withRetentionDays(env(), services, ctx, async ({ run, at }) => {
      for (const n of runsOfYears()) {
        if (n === RELEASED) await releaseHold(services, ctx, hold.id, { reason: 'it was settled' });
        if (n === LAST) {
          t.deepEqual(await toldByAudit(services, ctx), sums([...runs.values()]));
          // Only what is sealed may go.
          await sealAudit(services, ctx);
          await publishSeals(services, ctx);
        }
        const done = await run(n);
        runs.set(n, done);
        t.is(done.status, 'completed');
        const late = done.as_of.getTime() - at(n).getTime();
        t.true(late >= 0 && late < DAY_MS / 4, `run ${n} is as of its day`);
        for (const { kind, found, removed: gone, held: keeps } of done.kinds) {
          t.is(found, gone + keeps);
          if (OF_PERSON.has(kind)) t.is(keeps > 0, n > keptFor(kind) && n < RELEASED, `${kind} held, run ${n}`); // prettier-ignore
        }
        // Data of these years is dated in them and removed by that date.
        const over = done.as_of.getTime() - keptFor('messages') * DAY_MS;
        for (const [id, day] of stay) {
          const kept = id === held.messageId && n < RELEASED;
          if (day.getTime() < over && !kept) stay.delete(id);
        }
        t.deepEqual(await messagesOf(services, ctx), [...stay.keys()].toSorted(), `run ${n}`);
        if (n % QUARTER === 0) stay.set(await arrive(services, ctx, at(n)), at(n));
      }
    });

    const all = [...runs.values()];
    const first = RETENTION_KINDS.map((kind) => {
      const [went] = [...runs].find(([, run]) => removed(run)[kind]) ?? [];
      return [kind, went];
    });
    t.deepEqual(
      Object.fromEntries(first),
      Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, keptFor(kind) + 1])),
      'the run of its day, and none before',
    );
    t.like(removed(runs.get(RELEASED) ?? t.fail()), {
    verifications: 3, consent_proof: 1, message_content: 1, inbound_messages: 1, messages: 2, contacts: 1,
  }); // prettier-ignore
    // Every message that went is in an archive, once.
    const lines = await archived(services, ctx, `${ctx.tenantId}/archive/messages/`);
    const filed = lines.flatMap(({ table, row }) =>
      table === 'messages' ? [String(row['id'])] : [],
    );
    t.is(new Set(filed).size, filed.length);
    t.true(filed.includes(free.messageId) && filed.includes(held.messageId));
    const reports = 2;
    t.is(filed.length, (sums(all)['messages'] ?? 0) - reports);
    t.like(await verifyAudit(services, ctx), { ok: true });
  },
);

/** A message and a form ticket of a simulated day. */
const arrive = (services: Services, ctx: Context, day: Date): Promise<string> =>
  services.db.withTenant(ctx, async (trx) => {
    const id = newId();
    const tenant_id = ctx.tenantId;
    const event = await trx('consent_events').where({ action: 'grant' }).first('id');
    await trx('messages').insert({
      tenant_id,
      id,
      channel: 'email',
      status: 'delivered',
      consent_event_id: event.id,
      created_at: day,
    });
    await trx('form_tickets').insert({ tenant_id, nonce: id, expires_at: day });
    return id;
  });

const messagesOf = (services: Services, ctx: Context): Promise<string[]> =>
  services.db.withTenant(ctx, (trx) => trx('messages').orderBy('id').pluck('id'));

/** What went altogether, by kind. */
const sums = (runs: readonly RunView[]): Record<string, number> =>
  add(runs.flatMap((run) => Object.entries(removed(run))));

/** The same by the lines of the audit log. */
const toldByAudit = async (services: Services, ctx: Context): Promise<Record<string, number>> => {
  const lines = await services.db.withTenant(ctx, (trx) =>
    trx('audit_log').where({ action: 'retention.applied' }).select('detail'),
  );
  return add(lines.map(({ detail }) => [detail.kind, detail.removed]));
};

const add = (counts: readonly [string, number][]): Record<string, number> => {
  const total: Record<string, number> = {};
  for (const [kind, n] of counts) if (n) total[kind] = (total[kind] ?? 0) + n;
  return total;
};

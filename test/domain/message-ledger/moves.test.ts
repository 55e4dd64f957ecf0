import { readFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import type { Knex } from 'knex';
import {
  claimSql,
  deferSql,
  postponeSql,
  refuseSql,
  releaseSql,
} from '#domain/message-ledger/claim-sql.ts';
import { forgetIn } from '#domain/message-ledger/forget.ts';
import { MOVES, STATES, type Move } from '#domain/message-ledger/moves.ts';
import { beginAgain, beginMessage, decideMessage, placeSql } from '#domain/message-ledger/place.ts';
import {
  recordSql,
  recoverSql,
  repeatSql,
  reportSql,
  resultRows,
  sentSql,
  type Reported,
} from '#domain/message-ledger/record-sql.ts';
import {
  cancelSql,
  excludeSql,
  recheckSql,
  requeueSql,
  restoreCanceledSql,
  restoreHandOverSql,
  restoreUncertainSql,
} from '#domain/message-ledger/stop-sql.ts';
import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { own } from '#lib/own.ts';
import type { MessageStatus } from '#models/message.ts';
import { grantConsent, type Person } from '../../_support/consent.ts';
import { testContext, testServices } from '../../_support/services.ts';

const amina: Person = { channel: 'email', address: 'amina@example.com', purpose: 'marketing' };
const ALL = Object.keys(STATES);

type Row = { id: string; status: MessageStatus; claim: string };
/** Tries a move on messages in every state; returns the ids that it changed. */
type Attempt = (scene: Scene, rows: readonly Row[]) => Promise<readonly string[]>;

async function setUp(t: ExecutionContext) {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await grantConsent(services, ctx, amina);
  const consent = await services.db.withTenant(ctx, (trx) => trx('consents').first('*'));
  const about = {
    contact_id: consent.contact_id,
    channel: consent.channel,
    purpose_id: consent.purpose_id,
    address_bidx: consent.address_bidx,
  };
  const warrant: string = consent.granted_event_id;
  /** Inserts one message in each state. Only the one that waits for consent has no warrant. */
  const inEveryState = async (trx: Trx): Promise<Row[]> => {
    const rows = Object.keys(STATES).map((status) => ({
      id: newId(),
      status,
      claim: newId(),
      tenant_id: ctx.tenantId,
      ...about,
      attempts: 1,
      held: 'quiet_hours',
      reason: 'some',
      consent_event_id: status === 'awaiting_consent' ? null : warrant,
    }));
    return trx('messages').insert(rows).returning(['id', 'status', 'claim']);
  };
  return { services, ctx, about, warrant, inEveryState };
}
type Scene = Awaited<ReturnType<typeof setUp>> & { trx: Trx };

/** Runs a statement that ends with its `where` clause, for these messages. */
const statement =
  (sql: string, bindings: Record<string, Knex.RawBinding> = {}): Attempt =>
  async ({ trx, ctx, warrant }, rows) => {
    const { rows: moved } = await trx.raw<{ rows: { id: string }[] }>(
      `${sql} and m.id = any(:ids) returning m.id`,
      { tenant: ctx.tenantId, ids: rows.map(({ id }) => id), claim: newId(), warrant, ...bindings },
    );
    return moved.map(({ id }) => id);
  };

/** The same for a statement about one message. */
const oneByOne =
  (sql: string, bindings: Record<string, Knex.RawBinding> = {}): Attempt =>
  async (scene, rows) => {
    const moved: string[] = [];
    for (const row of rows) {
      moved.push(...(await statement(sql, { ...bindings, id: row.id })(scene, [row])));
    }
    return moved;
  };

/** A relation with the same decision about all messages. */
const decided = (refusal: string | null, until: boolean): string =>
  `(select id, ctid as row_ctid, ${refusal ? `'${refusal}'` : 'null'}::text as refusal, 'quiet_hours' as why, false as rests,
     ${until ? `now() + interval '1 hour'` : 'null::timestamptz'} as until, consent_event_id as granted_event_id
   from messages)`;

const recorded =
  (status: 'sent' | 'failed' | 'bounced' | 'uncertain' | 'queued'): Attempt =>
  async ({ trx, ctx }, rows) => {
    const how = { status, reason: null, code: 'x', provider: null, wait: null };
    const said = rows.map(({ id, claim }) => ({ ...how, id, claim }));
    const { rows: found } = await trx.raw<{ rows: { id: string; open: boolean }[] }>(
      `with ${recordSql()} select id, open from recorded`,
      { tenant: ctx.tenantId, results: resultRows(said) },
    );
    return found.filter((row) => row.open).map((row) => row.id);
  };

/** The same for a batch of a campaign in which everybody was sent. */
const sentInBatch: Attempt = async ({ trx, ctx }, rows) => {
  const campaign = newId();
  const ids = rows.map(({ id }) => id);
  const [claim] = rows.map((row) => row.claim);
  await trx.raw(
    `update messages m set campaign_id = null, claim = ?, ordinal = o.n from unnest(?::uuid[]) with ordinality o(id, n)
     where m.id = o.id`,
    [claim ?? null, ids],
  );
  const { rows: found } = await trx.raw<{ rows: { id: string }[] }>(
    `${sentSql.replace('m.campaign_id = :campaign and ', '')} returning m.id`,
    {
      tenant: ctx.tenantId,
      campaign,
      from: 1,
      to: ids.length,
      ids,
      claim: claim ?? null,
      at: new Date(),
    },
  );
  return found.map(({ id }) => id);
};

const reported = (status: Reported): Attempt => oneByOne(reportSql(status));
const lost = (begun: boolean, again: boolean): Attempt =>
  statement(recoverSql(`(select id, ${begun} as begun, ${again} as again from messages)`, 'again'));

const answered =
  (status: 'queued' | 'refused'): Attempt =>
  async ({ trx, ctx, warrant }, rows) => {
    const moved: string[] = [];
    for (const { id } of rows) {
      if (await decideMessage(trx, ctx, id, { status, reason: null, warrant })) moved.push(id);
    }
    return moved;
  };

const placed =
  (status: string): Attempt =>
  async ({ trx, ctx, about, warrant }) => {
    const row = {
      id: newId(),
      tenant_id: ctx.tenantId,
      ...about,
      status,
      consent_event_id: warrant,
    };
    await trx.raw(
      placeSql(
        'single',
        `(select :tenant::uuid as tenant_id, :id::uuid as id, contact_id, channel, purpose_id, address_bidx,
           null::uuid as template_version_id, :status as status, null as reason,
           granted_event_id as consent_event_id, null::bytea as content_enc, null as workflow_id from consents)`,
      ),
      { tenant: row.tenant_id, id: row.id, status },
    );
    return [row.id];
  };

/** Every move, with enough attempts to reach each of its states. */
const ATTEMPTS: Record<Move, readonly Attempt[]> = {
  place: ['queued', 'awaiting_consent', 'refused', 'excluded'].map(placed),
  begin: [
    async ({ trx, ctx, about, warrant }) => {
      const id = newId();
      await beginMessage(trx, ctx, { id, ...about, reason: 'some', consent_event_id: warrant });
      return [id];
    },
  ],
  beginAgain: [
    async ({ trx, ctx }, rows) => {
      const moved: string[] = [];
      for (const { id } of rows) if (await beginAgain(trx, ctx, id)) moved.push(id);
      return moved;
    },
  ],
  decide: (['queued', 'refused'] as const).map(answered),
  claim: [
    statement(claimSql(decided(null, false), 'refused')),
    statement(claimSql(decided('withdrawn', false), 'refused')),
    statement(claimSql(decided('withdrawn', false), 'excluded', 'ctid')),
  ],
  defer: [
    statement(deferSql(decided(null, true))),
    statement(deferSql(decided(null, true), 'ctid')),
  ],
  refuse: [statement(refuseSql(decided('withdrawn', false)))],
  postpone: [statement(postponeSql(decided(null, true)))],
  release: [statement(releaseSql('tenants x'))],
  recheck: [statement(recheckSql)],
  record: (['sent', 'failed', 'bounced', 'uncertain', 'queued'] as const)
    .map(recorded)
    .concat(sentInBatch),
  recover: [lost(false, false), lost(true, false), lost(true, true)],
  abandon: [
    async ({ trx, ctx, about, warrant }, rows) => {
      for (const { id } of rows) {
        const message = { id, ...about, reason: 'some', consent_event_id: warrant };
        if (await beginMessage(trx, ctx, message)) throw new Error('written down twice');
      }
      // The function does not return which it abandoned; the statuses show it.
      return rows.filter(({ status }) => status === 'sending').map(({ id }) => id);
    },
  ],
  repeat: [oneByOne(repeatSql('again'))],
  reportSent: [reported('sent')],
  reportDelivered: [reported('delivered')],
  reportFailed: [reported('failed')],
  reportBounced: [reported('bounced')],
  reportComplained: [reported('complained')],
  requeue: [statement(requeueSql('some'))],
  exclude: [statement(excludeSql('no_consent'))],
  cancel: [statement(cancelSql('withdrawn')), statement(cancelSql('withdrawn', 'tenants x'))],
  restoreHandOver: ['sent', 'delivered', 'failed', 'bounced', 'complained', 'uncertain'].map(
    (type) => statement(restoreHandOverSql('recovered'), { type, moment: new Date() }),
  ),
  restoreUncertain: [statement(restoreUncertainSql('recovered', 'tenants x'))],
  restoreCanceled: [statement(restoreCanceledSql('recovered'))],
};

test('each move changes messages from and to the states of the table, and no others', async (t) => {
  const scene = await setUp(t);
  const { services, ctx, inEveryState } = scene;
  for (const [name, attempts] of Object.entries(ATTEMPTS)) {
    const reached = new Set<string>();
    const move = own(MOVES, name);
    if (!move) throw new Error(`${name} is no move`);
    const { from, to } = move;
    for (const attempt of attempts) {
      await services.db.withTenant(ctx, async (trx) => {
        const rows = await inEveryState(trx);
        const moved = new Set(await attempt({ ...scene, trx }, rows));
        const before = new Map<string, string>(rows.map((row) => [row.id, row.status]));
        const after: { id: string; status: string }[] = await trx('messages')
          .whereIn('id', [...before.keys(), ...moved])
          .select('id', 'status');
        t.deepEqual(
          rows.filter((row) => moved.has(row.id)).map((row) => row.status).toSorted(),
          [...from].toSorted(),
          `${name}: from`,
        ); // prettier-ignore
        for (const { id, status } of after) {
          if (moved.has(id)) reached.add(status);
          else t.is(before.get(id), status, `${name}: others keep their state`);
        }
      });
    }
    t.deepEqual([...reached].toSorted(), [...to].toSorted(), `${name}: to`);
  }
});

test('forgetting a person leaves the state', async (t) => {
  const { services, ctx, inEveryState } = await setUp(t);
  await services.db.withTenant(ctx, async (trx) => {
    const rows = await inEveryState(trx);
    await forgetIn(trx, rows.map(({ id }) => id), 'erasure'); // prettier-ignore
    const after = await trx('messages').select('status', 'claim', 'held', 'address_bidx');
    t.deepEqual(after.map(({ status }) => status).toSorted(), ALL.toSorted());
    t.true(after.every(({ claim, held, address_bidx }) => !claim && !held && !address_bidx));
  });
});

const names = (states: readonly string[]): string => states.map((one) => `\`${one}\``).join(', ');

test('docs/sending.md has the states and the moves', async (t) => {
  const page = await readFile('docs/sending.md', 'utf8');
  const rows = page.split('\n').flatMap((line) =>
    line.startsWith('|')
      ? [line.split('|').slice(1, -1).map((cell) => cell.trim())] // prettier-ignore
      : [],
  );
  const table = (first: string): string[][] => {
    const start = rows.findIndex(([cell]) => cell === first);
    const end = rows.findIndex((cells, i) => i > start + 1 && !/^`\w+`$/.test(cells[0] ?? ''));
    return rows.slice(start + 2, end === -1 ? undefined : end);
  };
  t.deepEqual(table('state'), Object.entries(STATES).map(([state, says]) => [`\`${state}\``, says])); // prettier-ignore
  t.deepEqual(
    table('move'),
    Object.entries(MOVES).map(([move, { from, to, says }]) => [
      `\`${move}\``,
      names(from),
      names(to),
      says,
    ]),
  );
});

import test, { type ExecutionContext } from 'ava';
import pg from 'pg';
import { roleUrl } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { migrate, migrations } from '../../bin/migrate.ts';
import { installation } from '../_support/installations.ts';
import { hostedDatabase } from '../_support/own-database.ts';

/* Databases in which future times have ordered events: the migration corrects their consents. */
const MIGRATION = '20261129_400_order_of_acts.ts';
const [tenant, purpose] = [newId(), newId()];

type Told = { action: string; source?: string; captured: string; after: string };

async function before(
  t: ExecutionContext,
): Promise<{ client: pg.Client; go: () => Promise<void> }> {
  const url = await hostedDatabase(t);
  const { masterKey } = await installation(t, url, { empty: true });
  const names = await migrations();
  await migrate(
    url,
    masterKey,
    names.filter((name) => name < MIGRATION),
  );
  const client = new pg.Client(roleUrl(url, masterKey, 'app'));
  await client.connect();
  t.teardown(() => client.end());
  await client.query(`select set_config('app.tenant_id', $1, false)`, [tenant]);
  await client.query(`insert into tenants (tenant_id, name, slug) values ($1, 'Old', 'old')`, [
    tenant,
  ]);
  await client.query(
    `insert into purposes (tenant_id, id, key, name, category, language) values ($1, $2, 'news', 'News', 'marketing', 'en')`,
    [tenant, purpose],
  );
  return { client, go: async () => void (await migrate(url, masterKey)) };
}

/** A consent as the rules of that time left it. `captured` are SQL intervals from now; one event an hour. */
async function consent(
  client: pg.Client,
  row: { state: string; captured: string; withdrawn?: string; granted?: number },
  events: readonly Told[],
): Promise<string[]> {
  const id = newId();
  const ids = events.map(() => newId());
  await client.query('begin');
  await client.query('set constraints all deferred');
  await client.query(
    `insert into consents (tenant_id, id, address_bidx, channel, purpose_id) values ($1, $2, $3, 'sms', $4)`,
    [tenant, id, Buffer.from(id), purpose],
  );
  for (const [i, told] of events.entries()) {
    await client.query(
      `insert into consent_events (tenant_id, id, consent_id, action, state_after, source, actor_type, captured_at, recorded_at)
       values ($1, $2, $3, $4, $5, $6, 'person', now() + $7::interval, now() - $8 * interval '1 hour')`,
      [
        tenant,
        ids[i],
        id,
        told.action,
        told.after,
        told.source ?? 'web_form',
        told.captured,
        events.length - i,
      ],
    );
  }
  await client.query(
    `update consents set state = $3, captured_at = now() + $4::interval, withdrawn_at = now() + $5::interval,
       granted_event_id = $6, last_event_id = $7 where tenant_id = $1 and id = $2`,
    [
      tenant,
      id,
      row.state,
      row.captured,
      row.withdrawn ?? null,
      row.granted === undefined ? null : ids[row.granted],
      ids.at(-1),
    ],
  );
  await client.query('commit');
  return [id, ...ids];
}

test('consents that times of the future have kept, or barred, are put right', async (t) => {
  const { client, go } = await before(t);
  const [kept] = await consent(client, { state: 'granted', captured: '1 day', granted: 0 }, [
      { action: 'import', source: 'import', captured: '1 day', after: 'granted' },
      { action: 'withdraw', source: 'keyword', captured: '-1 hour', after: 'granted' },
      { action: 'request', captured: '-30 minutes', after: 'granted' },
    ]); // prettier-ignore
  const [barred, , proof] = await consent(client, { state: 'withdrawn', captured: '10 years', withdrawn: '10 years' }, [
      { action: 'withdraw', source: 'api', captured: '10 years', after: 'withdrawn' },
      { action: 'grant', captured: '-1 hour', after: 'withdrawn' },
    ]); // prettier-ignore
  const [waiting] = await consent(client, { state: 'withdrawn', captured: '10 years', withdrawn: '10 years' }, [
      { action: 'withdraw', source: 'api', captured: '10 years', after: 'withdrawn' },
    ]); // prettier-ignore
  const [overruled] = await consent(client, { state: 'granted', captured: '-3 days', granted: 0 }, [
      { action: 'import', source: 'import', captured: '-3 days', after: 'granted' },
      { action: 'withdraw', source: 'api', captured: '-5 days', after: 'granted' },
    ]); // prettier-ignore
  const [sound] = await consent(client, { state: 'granted', captured: '-3 days', granted: 1 }, [
      { action: 'withdraw', source: 'api', captured: '-5 days', after: 'withdrawn' },
      { action: 'grant', captured: '-3 days', after: 'granted' },
    ]); // prettier-ignore
  await go();
  const of = async (id: string | undefined) =>
    (
      await client.query(
        `select state, granted_event_id, captured_at <= now() as past, withdrawn_at <= now() as withdrew from consents where id = $1`,
        [id],
      )
    ).rows[0];
  t.like(await of(kept), { state: 'withdrawn', past: true, withdrew: true });
  t.deepEqual(await of(barred), {
    state: 'granted',
    granted_event_id: proof,
    past: true,
    withdrew: null,
  });
  t.like(await of(waiting), { state: 'withdrawn', past: true, withdrew: true });
  t.like(await of(overruled), { state: 'withdrawn', withdrew: true });
  t.like(await of(sound), { state: 'granted', past: true, withdrew: null });
  const { rows: apart } = await client.query(
    `select c.id, c.state, a.state as told from consents c join consent_as_of(now()) a on a.consent_id = c.id where a.state <> c.state`,
  );
  t.deepEqual(apart, []);
  const { rows: counted } = await client.query(
    `select name, sum(n)::int as n from (select kind, name, n from tallies union all select kind, name, n from tally_changes) x
       where kind = 'consent' group by name having sum(n) <> 0 order by name`,
  );
  t.deepEqual(
    counted,
    [
      { name: 'granted', n: 2 },
      { name: 'withdrawn', n: 3 },
    ],
    'the numbers of the home page',
  );
});

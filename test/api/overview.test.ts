import test from 'ava';
import type { Context, Services } from '#domain/context.ts';
import { newId } from '#lib/ids.ts';
import { testApi, type TestTenant } from '../_support/api.ts';
import { grantConsent, stopConsent } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';

test('the overview counts what the lists show', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  t.like((await tenant.call('GET', '/overview')).body, { contacts: 0, consents: {}, messages: {} });
  await tenant.call('POST', '/contacts', { email: 'a@example.com' });
  await tenant.call('POST', '/consents/opt-out', { email: 'a@example.com', channel: 'email' });
  await tenant.call('POST', '/verifications', { channel: 'sms', to: '+12015550123' });
  t.like((await tenant.call('GET', '/overview')).body, {
    contacts: 1,
    consents: { withdrawn: 2 },
    verifications_pending: 1,
  });
  const { id } = (await tenant.call('POST', '/contacts', { email: 'b@example.com' })).body;
  await tenant.call('DELETE', `/contacts/${id}`);
  t.is((await tenant.call('GET', '/overview')).body.contacts, 1);
});

const rows = async (tenant: TestTenant, path: string): Promise<number> =>
  (await tenant.call('GET', `${path}&limit=200`)).body.data.length;

test('every number of the dashboard has exactly its rows behind it', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { context } = tenant;
  for (const i of [1, 2, 3]) {
    const person = {
      channel: 'email',
      address: `p${i}@example.com`,
      purpose: 'marketing',
    } as const;
    await grantConsent(api.services, context, person);
    await sendTo(api.services, context, person);
    if (i > 1) await stopConsent(api.services, context, person);
  }
  await sendTo(api.services, context, { channel: 'email', address: 'p2@example.com', purpose: 'marketing' }); // prettier-ignore
  await tenant.call('POST', '/consents/opt-in', {
    email: 'asked@example.com', channel: 'email', purpose: 'marketing', source: 'web_form', wording: 'Yes',
  }); // prettier-ignore

  const consents = (await tenant.call('GET', '/overview/consents?days=7')).body;
  t.is(consents.states.length, 7);
  const today = consents.states.at(-1);
  t.is(today.day, consents.to);
  t.deepEqual(today.counts, { granted: 1, withdrawn: 2, pending: 1 });
  t.deepEqual(consents.states[0].counts, {});
  t.deepEqual(consents.opt_ins, { requested: 1, confirmed: 0, lapsed: 0, waiting: 1 });
  t.deepEqual(consents.withdrawals, [{ source: 'web_form', count: 2 }]);
  const within = `from=${consents.from}&to=${consents.to}`;
  for (const [state, n] of Object.entries(today.counts)) {
    t.is(await rows(tenant, `/consents?state=${state}`), Number(n), state);
  }
  t.is(await rows(tenant, `/consents/events?action=withdraw&source=web_form&${within}`), 2);
  t.is(await rows(tenant, `/consents/events?action=request&${within}`), 1);
  t.is(await rows(tenant, `/consents/events?action=withdraw&source=keyword&${within}`), 0);

  const messages = (await tenant.call('GET', '/overview/messages?days=30')).body;
  t.deepEqual(messages.by_status, { queued: 3, refused: 1 });
  t.is(messages.total, 4);
  for (const [status, n] of Object.entries(messages.by_status)) {
    t.is(await rows(tenant, `/messages?status=${status}&from=${messages.from}&to=${messages.to}`), Number(n)); // prettier-ignore
  }
  t.is(await rows(tenant, `/messages?to=${messages.from}`), 0);

  const verifications = (await tenant.call('GET', '/overview/verifications?days=90')).body;
  t.is(verifications.days.length, 90);
  t.like(verifications, { started: 1, by_status: { pending: 1 }, conversion: null });
  t.is(await rows(tenant, `/verifications?status=pending&${within}`), 1);

  t.is((await tenant.call('GET', '/overview/messages?days=31')).status, 422);
  t.is((await tenant.call('GET', '/messages?from=yesterday')).status, 422);
});

/** The days of this tenant begin when the clock of the zone says so. */
const setZone = (services: Services, ctx: Context, zone: string) =>
  services.db.withTenant(ctx, (trx) => trx('tenants').update({ time_zone: zone }));

test('a day is a day of the organisation’s zone, in the numbers and in the rows', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant(['messages:read']);
  await api.services.db.withTenant(tenant.context, (trx) =>
    // 18:10Z is 23:55 in Kathmandu (+5:45), 18:20Z is 00:05 of the next day.
    trx.raw(
      `insert into messages (tenant_id, channel, status, created_at)
       select ?, 'sms', 'excluded', date_trunc('day', now() - interval '3 days') + at
       from unnest(array[interval '18:10', interval '18:20', interval '18:21']) at`,
      [tenant.context.tenantId],
    ),
  );
  await setZone(api.services, tenant.context, 'Asia/Kathmandu');
  const { days, time_zone } = (await tenant.call('GET', '/overview/messages?days=7')).body;
  t.is(time_zone, 'Asia/Kathmandu');
  const [first, second] = days.filter((d: { counts: object }) => Object.keys(d.counts).length);
  t.deepEqual([first.counts, second.counts], [{ excluded: 1 }, { excluded: 2 }]);
  t.is(await rows(tenant, `/messages?from=${first.day}&to=${first.day}`), 1);
  t.is(await rows(tenant, `/messages?from=${second.day}&to=${second.day}`), 2);
});

test('the tallies are the rows, whatever is written, by many at once', async (t) => {
  const api = await testApi(t, { max: 8 });
  const { context } = await api.tenant();
  const write = (sql: string) =>
    api.services.db.withTenant(context, (trx) => trx.raw(sql, { tenant: context.tenantId, id: newId() })); // prettier-ignore
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let i = 0; i < 90; i++) {
        await write(
          `insert into messages (tenant_id, id, channel, status) values (:tenant, :id, 'sms', 'refused')`,
        );
        if (i % 3 === 0) await write(`update messages set status = 'canceled' where id in (select id from messages where status = 'refused' order by random() limit 1 for update skip locked)`); // prettier-ignore
        if (i % 7 === 0) await write(`delete from messages where id in (select id from messages order by random() limit 2 for update skip locked)`); // prettier-ignore
      }
    }),
  );
  const [tallied, counted] = await api.services.db.withTenant(context, async (trx) => [
    (await trx.raw(`select name, sum(n)::int as n from (select * from tallies union all
       select tenant_id, kind, bucket, name, detail, n from tally_changes) x where kind = 'message' group by 1 order by 1`)).rows, // prettier-ignore
    (await trx.raw(`select status as name, count(*)::int as n from messages group by 1 order by 1`)).rows, // prettier-ignore
  ]);
  t.deepEqual(tallied, counted);
  const folded = await api.services.db.withTenant(context, (trx) => trx('tallies').count());
  t.true(Number(folded[0]?.['count']) > 0, 'some were folded on the way');
});

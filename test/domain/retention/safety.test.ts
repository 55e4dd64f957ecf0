import { createHash } from 'node:crypto';
import test from 'ava';
import type { Services } from '#domain/context.ts';
import { placeHold } from '#domain/privacy/place.ts';
import { releaseHold } from '#domain/holds/release.ts';
import { advanceRun } from '#domain/retention/advance-run.ts';
import { getRun } from '#domain/retention/read-runs.ts';
import { beginDailyRun, startRun } from '#domain/retention/start-run.ts';
import { newId } from '#lib/ids.ts';
import { onClock } from '../../_support/clock.ts';
import { grantConsent, stopConsent } from '../../_support/consent.ts';
import { archived, DAY_MS, fillTenant, keep, removed, runAt } from '../../_support/retention.ts';
import { testContext, testServices } from '../../_support/services.ts';

const YEARS = 1462;

test('a hold on a person keeps what is theirs; a release lets it go', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const held = await fillTenant(services, ctx);
  const free = await fillTenant(services, ctx);
  const hold = await placeHold(services, ctx, {
    scope: 'contact',
    contact_id: held.contactId,
    reason: 'a claim before court',
  });
  const dry = await runAt(services, ctx, YEARS, true);
  const run = await runAt(services, ctx, YEARS);
  t.deepEqual(removed(run), removed(dry));
  const messages = run.kinds.find((kind) => kind.kind === 'messages');
  // Each filling has a message and a report that belongs to none; the report names the address.
  t.like(messages, { found: 4, removed: 2, held: 2 });
  t.like(run.kinds.find((kind) => kind.kind === 'consent_proof'), { found: 2, removed: 1, held: 1 }); // prettier-ignore
  const ids = await services.db.withTenant(ctx, (trx) => trx('messages').pluck('id'));
  t.deepEqual(ids, [held.messageId]);
  t.not(held.messageId, free.messageId);
  await releaseHold(services, ctx, hold.id, { reason: 'the claim was settled' });
  t.is(removed(await runAt(services, ctx, YEARS))['messages'], 2);
});

test('a hold on the organisation keeps everything', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await fillTenant(services, ctx);
  const hold = await placeHold(services, ctx, { scope: 'tenant', reason: 'an inspection is on' });
  const run = await runAt(services, ctx, YEARS);
  t.deepEqual(removed(run), {});
  t.true(run.kinds.every((kind) => kind.found === kind.held));
  await releaseHold(services, ctx, hold.id, { reason: 'the inspection is over' });
  t.true(Object.keys(removed(await runAt(services, ctx, YEARS))).length > 5);
});

test('archived: the rows are in a sealed file before they go, what is personal only under the person’s key', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const { messageId, email } = await fillTenant(services, ctx);
  await keep(services, ctx, 'message_content', 1095);
  for (const kind of ['messages', 'inbound_messages'] as const) await keep(services, ctx, kind, 395, 'archive'); // prettier-ignore
  const run = await runAt(services, ctx, 400);
  const done = run.kinds.find((kind) => kind.kind === 'messages');
  t.like(done, { removed: 2, archives: 1 });
  const lines = await archived(services, ctx, done?.archived_at ?? '');
  t.deepEqual(
    lines.map((line) => line.table),
    ['messages', 'message_events', 'mail_reports'],
  );
  t.like(lines[0]?.row, { id: messageId, status: 'delivered' });
  const row = lines[0]?.row ?? {};
  t.regex(String(row['content_enc']), /^\\x02/, 'sealed by the person’s key');
  const inbound = await archived(services, ctx, `${ctx.tenantId}/archive/inbound_messages/${run.id}-`); // prettier-ignore
  const text = JSON.stringify([...lines, ...inbound]);
  t.false(/_bidx|address_enc|detail_enc/.test(text));
  t.false(text.includes(email));
  t.is(await services.db.withTenant(ctx, (trx) => trx('messages').first()), undefined);
});

test('an archive that cannot be written keeps the rows', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await fillTenant(services, ctx);
  await keep(services, ctx, 'messages', 395, 'archive');
  const full: Services = {
    ...(await onClock(services, () => new Date(Date.now() + 760 * DAY_MS))),
    files: { ...services.files, write: () => Promise.reject(new Error('no space left')) },
  };
  const { id } = await startRun(full, ctx, { dry_run: false });
  await t.throwsAsync(advanceRun(full, ctx, id), { message: 'no space left' });
  const there = () => services.db.withTenant(ctx, (trx) => trx('messages').pluck('id'));
  t.is((await there()).length, 1);
  await advanceRun(services, ctx, id);
  t.is((await there()).length, 0);
  t.like((await getRun(services, ctx, id)).kinds.find((kind) => kind.kind === 'messages'), { removed: 2, archives: 1 }); // prettier-ignore
});

test('cut off after any chunk, and worked on by two at once: everything goes once and counts once', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const tickets = 3_500;
  await services.db.withTenant(ctx, (trx) =>
    trx.raw(
      `insert into form_tickets (tenant_id, nonce, expires_at)
       select ?::uuid, 'n' || n, now() from generate_series(1, ?) n`,
      [ctx.tenantId, tickets],
    ),
  );
  const late = await onClock(services, () => new Date(Date.now() + 2 * DAY_MS));
  const { id } = await startRun(late, ctx, { dry_run: false });
  for (let cut = 0; cut < 10; cut++) {
    await advanceRun(late, ctx, id, () => {
      throw new Error('killed');
    }).catch(() => undefined);
  }
  await Promise.all([advanceRun(late, ctx, id), advanceRun(late, ctx, id)]);
  const run = await getRun(services, ctx, id);
  const done = run.kinds.find((kind) => kind.kind === 'form_tickets');
  t.like(done, { found: tickets, removed: tickets, held: 0 });
  const audits = await services.db.withTenant(ctx, (trx) =>
    trx('audit_log').where({ action: 'retention.applied', entity_id: id }).select('detail'),
  );
  t.is(audits.length, run.kinds.length);
  t.deepEqual(audits.map((row) => row.detail.kind).sort(), run.kinds.map((kind) => kind.kind).sort()); // prettier-ignore
  const line = audits.find((row) => row.detail.kind === 'form_tickets');
  t.like(line?.detail, { removed: tickets, sha256: done?.hash });
});

test('the hash of what went can be made again from the rows', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await fillTenant(services, ctx);
  const [{ nonce, print }] = await services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw(
      `select nonce, encode(sha256(convert_to(k::text, 'UTF8')), 'hex') as print from form_tickets k`,
    );
    return rows;
  });
  const run = await runAt(services, ctx, 2);
  const expected = createHash('sha256').update(`form_tickets|${nonce}|${print}`).digest('hex');
  t.is(run.kinds.find((kind) => kind.kind === 'form_tickets')?.hash, expected);
});

test('one run at a time: a second is refused with the first’s id, the daily one helps it on', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const first = await startRun(services, ctx, { dry_run: false });
  const error = await t.throwsAsync(startRun(services, ctx, { dry_run: true }));
  t.like(error, { kind: 'conflict', detail: { extra: { run_id: first.id } } });
  const helped = await beginDailyRun(services, ctx, newId());
  t.deepEqual(helped, { run: first.id, running: true });
  await advanceRun(services, ctx, first.id);
  const day = newId();
  const begun = { run: day, running: true };
  t.deepEqual(await beginDailyRun(services, ctx, day), begun);
  t.deepEqual(await beginDailyRun(services, ctx, day), begun, 'repeated');
});

test('a withdrawal whose proof has gone still bars an import; the person’s own yes brings the address back', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const { email } = await fillTenant(services, ctx);
  await runAt(services, ctx, YEARS);
  const person = { channel: 'email', address: email, purpose: 'marketing' } as const;
  const rows = () => services.db.withTenant(ctx, (trx) => trx('consents').select('*'));
  t.like((await rows())[0], { state: 'withdrawn', address_enc: null });
  await grantConsent(services, ctx, person);
  const after = await rows();
  t.is(after.length, 1, 'the row that bars it, not a new one');
  t.like(after[0], { state: 'granted' });
  t.truthy(after[0]?.address_enc);
  await stopConsent(services, ctx, person);
});

test('messages made anonymous keep the numbers and lose the person', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await fillTenant(services, ctx);
  await keep(services, ctx, 'messages', 760, 'anonymise');
  t.is(removed(await runAt(services, ctx, 761))['messages'], 2);
  const row = await services.db.withTenant(ctx, (trx) => trx('messages').first());
  t.like(row, { status: 'delivered', contact_id: null, address_bidx: null, content_enc: null, provider_message_id: null }); // prettier-ignore
  t.truthy(row.consent_event_id);
  t.is(removed(await runAt(services, ctx, 900))['messages'], undefined);
});

test('the numbers of the overview follow the rows that went', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await fillTenant(services, ctx);
  await keep(services, ctx, 'contacts', 100);
  await runAt(services, ctx, 761);
  const tallied = await services.db.withTenant(ctx, async (trx) => {
    // What adds up to nothing may have left no row.
    const { rows } = await trx.raw(`
      select k.kind, coalesce(sum(t.n), 0)::int as n
      from unnest(array['consent', 'contact', 'message', 'verification']) as k(kind)
      left join (select kind, n from tallies union all select kind, n from tally_changes) t using (kind)
      group by k.kind order by k.kind`);
    return rows;
  });
  const rows = async (table: string) =>
    (await services.db.withTenant(ctx, (trx) => trx(table).pluck('id'))).length;
  t.deepEqual(tallied, [
    { kind: 'consent', n: await rows('consents') },
    { kind: 'contact', n: 0 },
    { kind: 'message', n: 0 },
    { kind: 'verification', n: await rows('verifications') },
  ]);
});

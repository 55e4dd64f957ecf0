import { Readable } from 'node:stream';
import test from 'ava';
import type { Context, Services } from '#domain/context.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { getSuppressionImport } from '#domain/suppressions/import/read.ts';
import { runSuppressionImport } from '#domain/suppressions/import/run.ts';
import { importSuppressions } from '#domain/suppressions/import/start.ts';
import { suppressionImportOptions } from '#domain/suppressions/contract.ts';
import { searchSuppressions } from '#domain/suppressions/read.ts';
import { suppressionHash } from '#domain/suppressions/erased.ts';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../_support/services.ts';

const ROWS = 3_500;
const addresses = Array.from({ length: ROWS }, (_, i) => `p${i}@example.com`);

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** A file that waits for its process. */
async function begun(services: Services, ctx: Context, lines = addresses): Promise<string> {
  const file = await keepFile(services, ctx, newId(), bytes(`email\n${lines.join('\n')}\n`));
  const { id } = await importSuppressions(services, ctx, file, { reason: 'opt_out' });
  return id;
}

const blocked = (services: Services, ctx: Context): Promise<number> =>
  services.db.withTenant(ctx, async (trx) => (await trx('suppressions').pluck('id')).length);

const die = (): never => {
  throw new Error('killed');
};

test('cut off after any chunk it goes on where it was: each row is taken once and counted once', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const id = await begun(services, ctx);
  for (const reached of [1_000, 2_000, 3_000]) {
    await t.throwsAsync(runSuppressionImport(services, ctx, id, die), { message: 'killed' });
    t.like(await getSuppressionImport(services, ctx, id), { status: 'running', total: ROWS, processed: reached, created: reached }); // prettier-ignore
    t.is(await blocked(services, ctx), reached);
  }
  t.like(await runSuppressionImport(services, ctx, id, () => undefined), { status: 'completed', created: ROWS, already: 0 }); // prettier-ignore
  const audits = await services.db.withTenant(ctx, (trx) =>
    trx('audit_log').whereIn('action', ['suppression.created', 'suppressions.imported']),
  );
  t.is(audits.length, ROWS + 1);
});

test('two workers on one file, one of them taken for dead: no row is counted twice', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const id = await begun(services, ctx);
  const run = () => runSuppressionImport(services, ctx, id, () => undefined);
  const ends = await Promise.allSettled([run(), run()]);
  // The second attempt finds it done, or handled by another worker.
  t.true(ends.some((end) => end.status === 'fulfilled' && end.value.status === 'completed'));
  t.like(await getSuppressionImport(services, ctx, id), { status: 'completed', processed: ROWS, created: ROWS, already: 0 }); // prettier-ignore
});

test('whoever was erased is blocked already: a file does not bring their address back', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const keys = await services.keyring.keys(ctx);
  const address_bidx = suppressionHash(keys, { channel: 'email', address: 'p7@example.com' });
  await services.db.withTenant(
    ctx,
    (trx) =>
    trx('suppressions').insert({ tenant_id: ctx.tenantId, channel: 'email', address_bidx, reason: 'erasure' }), // prettier-ignore
  );
  for (const lines of [addresses.slice(0, 10), addresses]) {
    const id = await begun(services, ctx, lines);
    await runSuppressionImport(services, ctx, id, () => undefined);
    const known = lines.length === 10 ? 1 : 10;
    t.like(await getSuppressionImport(services, ctx, id), { status: 'completed', already: known, created: lines.length - known }); // prettier-ignore
  }
  t.is(await blocked(services, ctx), ROWS, 'the erased one once, without an address');
});

test('what a file is written in can be said, also of a long one', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  for (const rows of [1, 1_200]) {
    const lines = Array.from({ length: rows }, (_, i) => `e${rows}.${i}@example.com,J\xf8rgen`);
    const text = Buffer.from(`email,note\n${lines.join('\n')}\n`, 'latin1');
    const file = await keepFile(services, ctx, newId(), Readable.from([text]));
    const options = suppressionImportOptions.parse({ encoding: 'windows-1250' });
    const { id } = await importSuppressions(services, ctx, file, options);
    await runSuppressionImport(services, ctx, id, () => undefined);
    const asked = { address: `e${rows}.0@example.com` };
    const [found] = await searchSuppressions(services, ctx, asked);
    t.is(found?.note, 'Jřrgen', String(rows));
  }
});

test('a file does not say that somebody was erased', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  t.false(suppressionImportOptions.safeParse({ reason: 'erasure' }).success);
  const text = 'email,reason\none@example.com,Erasure\ntwo@example.com,legal\n';
  const file = await keepFile(services, ctx, newId(), bytes(text));
  const { id } = await importSuppressions(services, ctx, file, suppressionImportOptions.parse({}));
  await runSuppressionImport(services, ctx, id, () => undefined);
  const done = await getSuppressionImport(services, ctx, id);
  t.like(done, { created: 1, failed: 1 });
  t.regex(done.errors[0]?.message ?? '', /recorded by erasures only/);
});

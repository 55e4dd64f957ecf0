import test from 'ava';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createSuppression } from '#domain/suppressions/suppress.ts';
import type { Context, Services } from '#domain/context.ts';
import { countEncrypted } from '#domain/keys/count.ts';
import { listKeys } from '#domain/keys/read.ts';
import { createLogger } from '#lib/logger.ts';
import { createCountKeys } from '../../activities/keys/count-keys.ts';
import { testContext, testServices } from '../_support/services.ts';

/** Returns what the page shows: how many values version 1 of the data key has encrypted, by table. */
async function counted(services: Services, ctx: Context) {
  const { keys, counted_at } = await listKeys(services, ctx);
  const data = keys.find(({ kind }) => kind === 'data');
  return { at: counted_at, values: data?.versions[0]?.values ?? [] };
}

const block = (services: Services, ctx: Context, address: string) =>
  createSuppression(services, ctx, { channel: 'email', address, reason: 'admin' });

test('every organisation is counted, also when one of them cannot be', async (t) => {
  const real = await testServices(t);
  const [good, bad] = [await testContext(real), await testContext(real)];
  await block(real, good, 'one@example.com');
  await block(real, good, 'two@example.com');
  let broken = true;
  const services: Services = {
    ...real,
    files: {
      ...real.files,
      list(prefix) {
        if (broken && prefix.startsWith(bad.tenantId)) throw new Error('the store is away');
        return real.files.list(prefix);
      },
    },
  };
  const countKeys = createCountKeys({ services, logger: createLogger('test', 'silent') });
  const run = (): Promise<{ counted: number }> => new MockActivityEnvironment().run(countKeys);

  t.is((await counted(real, good)).at, null);
  await t.throwsAsync(run, { message: 'could not count encrypted values for 1 tenants' });
  t.deepEqual((await counted(real, good)).values, [{ place: 'suppressions', sealed: 2 }]);

  // A retry counts again: values added meanwhile, and the organisation that failed.
  broken = false;
  await block(real, good, 'three@example.com');
  await block(real, bad, 'other@example.com');
  t.true((await run()).counted >= 2);
  t.deepEqual((await counted(real, good)).values, [{ place: 'suppressions', sealed: 3 }]);
  t.deepEqual((await counted(real, bad)).values, [{ place: 'suppressions', sealed: 1 }]);
});

test('counts that meet replace each other: the daily one and a rotation’s', async (t) => {
  const services = await testServices(t, { max: 8 });
  const ctx = await testContext(services);
  await block(services, ctx, 'one@example.com');
  for (let round = 0; round < 5; round++) {
    await Promise.all(Array.from({ length: 6 }, () => countEncrypted(services, ctx, 1)));
  }
  t.deepEqual((await counted(services, ctx)).values, [{ place: 'suppressions', sealed: 1 }]);
});

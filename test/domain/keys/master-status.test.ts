import { createSecretKey, randomBytes } from 'node:crypto';
import test from 'ava';
import type { Services } from '#domain/context.ts';
import { listKeys } from '#domain/keys/read.ts';
import { rewrapRoot, rewrapTenant } from '#domain/keys/rewrap.ts';
import { createKeyring } from '#domain/keyring/keyring.ts';
import { fingerprint } from '#lib/root-key.ts';
import { migrate } from '../../../bin/migrate.ts';
import { installation } from '../../_support/installations.ts';
import { ownDatabase } from '../../_support/own-database.ts';
import { testContext } from '../../_support/services.ts';

test('which master key wraps the keys of one organisation, since when, and whether it is finished', async (t) => {
  const before = await installation(t, await ownDatabase(t));
  const services = before.services();
  const ctx = await testContext(services);
  const other = await testContext(services);
  const old = fingerprint(before.masterKey);
  const first = (await listKeys(services, ctx)).master_key;
  const kinds = first.wraps[0]?.keys ?? 0;
  t.like(first, { in_use: old, rotated_at: null, previous: null, unfinished: false });
  t.deepEqual(first.wraps, [{ master: old, keys: kinds }], 'of one organisation, not of both');
  t.is(kinds, 5);

  // The guide in docs/keys.md: both keys are set, then the command moves one after the other.
  const masterKey = createSecretKey(randomBytes(32));
  const keys = { current: masterKey, previous: before.masterKey };
  const now = fingerprint(masterKey);
  await migrate(before.databaseUrl, masterKey, undefined, before.masterKey);
  const { db } = services;
  const both: Services = {
    ...services,
    keyring: createKeyring(db, masterKey, undefined, before.masterKey),
  };
  const status = async (of = both, who = ctx) => (await listKeys(of, who)).master_key;
  t.like(await status(), { in_use: old, previous: old, unfinished: true });

  await rewrapRoot(db, ctx, keys);
  t.like(await status(), { in_use: now, unfinished: true, wraps: [{ master: old, keys: kinds }] });
  await rewrapTenant(db, ctx, keys);
  const done = await status();
  t.like(done, { in_use: now, previous: old, unfinished: false });
  t.deepEqual(done.wraps, [{ master: now, keys: kinds }]);
  t.true(done.rotated_at instanceof Date && done.rotated_at > first.in_use_since);
  t.true((await status(both, other)).unfinished, 'of another organisation there is something left');
  await rewrapTenant(db, other, keys);

  // Keys from before it was noted which master key wraps them.
  await db.withRetentionRole(ctx, (trx) => trx('tenant_keys').where({ kind: 'seal' }).update({ master: null })); // prettier-ignore
  t.true((await status()).unfinished);
  const alone: Services = { ...services, keyring: createKeyring(db, masterKey) };
  t.like(await status(alone, other), { in_use: now, previous: null, unfinished: false });
});

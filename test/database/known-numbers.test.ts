import test from 'ava';
import pg from 'pg';
import { numberHash } from '#domain/addresses/known-numbers.ts';
import { loadConfig } from '#lib/config.ts';
import { roleUrl, type Role } from '#lib/db.ts';
import { grantConsent } from '../_support/consent.ts';
import { testContext, testServices } from '../_support/services.ts';
import { someone } from '../_support/twilio.ts';

/*
 * The index of who knows a number is the only data stored for all tenants together: no tenant may learn from it about
 * another.
 */

async function connect(role: Role, tenant?: string): Promise<pg.Client> {
  const { DATABASE_URL, masterKey } = loadConfig();
  const client = new pg.Client(roleUrl(DATABASE_URL, masterKey, role));
  await client.connect();
  if (tenant) await client.query(`select set_config('app.tenant_id', $1, false)`, [tenant]);
  return client;
}

const code = (error: unknown): string =>
  error instanceof pg.DatabaseError ? (error.code ?? 'none') : String(error);

test('a tenant cannot see, count, take or blind another’s entry for a number both know', async (t) => {
  const services = await testServices(t);
  const [mine, theirs] = [await testContext(services), await testContext(services)];
  const who = someone();
  for (const ctx of [mine, theirs]) await grantConsent(services, ctx, who);
  const hash = numberHash(services.keyring.shared, who.address);
  const client = await connect('app', mine.tenantId);
  try {
    // Asking as a sweep does opens nothing to the role of tenants.
    await client.query(`select set_config('app.number_hash', $1, false)`, [hash.toString('hex')]);
    const seen = await client.query('select tenant_id from known_numbers where number_hash = $1', [hash]); // prettier-ignore
    t.deepEqual(seen.rows, [{ tenant_id: mine.tenantId }]);
    const changed = await client.query(`update known_numbers set number_hash = '' where tenant_id = $1`, [theirs.tenantId]); // prettier-ignore
    t.is(changed.rowCount, 0);
    const taken = await client.query('delete from known_numbers where tenant_id = $1', [theirs.tenantId]); // prettier-ignore
    t.is(taken.rowCount, 0);
    const put = await client
      .query('insert into known_numbers (tenant_id, address_bidx) values ($1, $2)', [
        theirs.tenantId,
        hash,
      ]) // prettier-ignore
      .then(() => 'done', code);
    t.is(put, '42501');
    // A key that is there already for another tenant is not told by a conflict: keys begin with the tenant.
    const move = await client
      .query('update known_numbers set tenant_id = $1', [theirs.tenantId])
      .then(() => 'done', code);
    t.is(move, '42501');
  } finally {
    await client.end();
  }
  const kept = await services.db.withTenant(theirs, (trx) => trx('known_numbers').select('number_hash')); // prettier-ignore
  t.deepEqual(kept, [{ number_hash: hash }]);
});

test('a sweep learns who knows the number it asks about, by its keyed hash, and nothing else', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const who = someone();
  await grantConsent(services, ctx, who);
  const hash = numberHash(services.keyring.shared, who.address).toString('hex');
  const client = await connect('jobs');
  const found = async (asked: string): Promise<unknown[]> => {
    await client.query(`select set_config('app.number_hash', $1, false)`, [asked]);
    const { rows } = await client.query('select tenant_id from known_numbers where tenant_id = $1', [ctx.tenantId]); // prettier-ignore
    return rows;
  };
  try {
    t.deepEqual(await found(''), []);
    t.deepEqual(await found('00'.repeat(32)), []);
    t.deepEqual(await found(hash), [{ tenant_id: ctx.tenantId }]);
    for (const statement of [
      'select number_hash from known_numbers',
      'select address_bidx from known_numbers',
      'select count(*) from known_numbers where number_hash is not null',
      `update known_numbers set number_hash = ''`,
      'delete from known_numbers',
    ]) {
      t.is(await client.query(statement).then(() => 'done', code), '42501', statement);
    }
  } finally {
    await client.end();
  }
});

import { createSecretKey } from 'node:crypto';
import { getMigrations } from 'better-auth/db/migration';
import test from 'ava';
import pg from 'pg';
import { createAuth } from '#api/identity/auth.ts';
import { backupCodeStore } from '#api/identity/factors/backup-codes.ts';
import { loadConfig } from '#lib/config.ts';

test('the schema has all that the identity library wants', async (t) => {
  // As the owner: the role of the running library may not look into the catalogue of others.
  const pool = new pg.Pool({
    connectionString: loadConfig().DATABASE_URL,
    options: '-c search_path=auth',
  });
  t.teardown(() => pool.end());
  const { options } = createAuth({
    pool,
    secret: 'only-for-looking-at-the-schema-0123456789',
    publicUrl: 'http://127.0.0.1:3000',
    backupCodes: backupCodeStore(createSecretKey(Buffer.alloc(32))),
  });
  const { toBeAdded, toBeCreated } = await getMigrations(options);
  t.deepEqual(toBeCreated, []);
  t.deepEqual(toBeAdded, []);
});

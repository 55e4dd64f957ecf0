import pg from 'pg';
import type { Context } from '#domain/context.ts';
import { loadConfig } from '#lib/config.ts';

/** Bytes 1 and 2 are the version of its key; the last one is of the value. */
export const HARM = {
  changed: (column: string) =>
    `set_byte(${column}, length(${column}) - 1, 255 - get_byte(${column}, length(${column}) - 1))`,
  'without its key': (column: string) => `set_byte(${column}, 1, 255)`,
};

/** Damages every encrypted value in these tables of one organisation, as only the owner of the database may. */
export async function damage(
  { tenantId }: Pick<Context, 'tenantId'>,
  tables: readonly string[],
  harmed: (column: string) => string,
): Promise<void> {
  const client = new pg.Client(loadConfig().DATABASE_URL);
  await client.connect();
  try {
    for (const table of tables) {
      const { rows } = await client.query<{ name: string }>(
        `select attname as name from pg_attribute where attrelid = $1::regclass and attname like '%\\_enc' and not attisdropped`,
        [table],
      );
      // A consent keeps neither more nor less than its address.
      const sets = rows.map(({ name }) => `${name} = case when length(${name}) > 20 then ${harmed(name)} else ${name} end`); // prettier-ignore
      await client.query(`update ${table} set ${sets.join(', ')} where tenant_id = $1`, [tenantId]);
    }
  } finally {
    await client.end();
  }
}

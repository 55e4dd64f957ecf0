import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import pg from 'pg';

/*
 * The baseline of bench:import in its own process: the same file, parsed by the same library, into one table of plain
 * text with an index for each address, a thousand rows in one statement and one transaction. No encryption, no check,
 * no search, no audit.
 */
const ROWS = 1_000;
type Row = [name: string, email: string, phone: string, city: string, tags: string];

async function run(path: string): Promise<void> {
  const client = new pg.Client(process.env['DATABASE_URL']);
  await client.connect();
  await client.query(`
    drop table if exists bench_people;
    create table bench_people (id uuid primary key default uuidv7(), name text, email text, phone text, city text,
      tags text, created_at timestamptz not null default now());
    create unique index on bench_people (email);
    create unique index on bench_people (phone);
    create index on bench_people (created_at desc, id desc);`);
  const insert = async (rows: readonly Row[]): Promise<void> => {
    const column = (i: 0 | 1 | 2 | 3 | 4): string[] => rows.map((row) => row[i]);
    await client.query(
      `insert into bench_people (name, email, phone, city, tags)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) on conflict do nothing`,
      [column(0), column(1), column(2), column(3), column(4)],
    );
  };
  const started = performance.now();
  const records: AsyncIterable<Row> = createReadStream(path).pipe(parse({ from_line: 2 }));
  let rows: Row[] = [];
  for await (const row of records) {
    rows.push(row);
    if (rows.length < ROWS) continue;
    await insert(rows);
    rows = [];
  }
  await insert(rows);
  const seconds = (performance.now() - started) / 1000;
  const { rows: counted } = await client.query<{ n: number }>(
    'select count(*)::int as n from bench_people',
  );
  await client.end();
  const { user, system } = process.cpuUsage();
  process.send?.({ rows: counted[0]?.n ?? 0, seconds, cpuSeconds: (user + system) / 1e6 });
}

process.once('message', (message) => void run(String(message)));
process.once('disconnect', () => process.exit(0));

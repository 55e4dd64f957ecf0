import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import Koa from 'koa';
import pg from 'pg';

/*
 * The baseline of bench:send: the least API on the same machine. Koa, a JSON body, one row in one transaction on the
 * same Postgres.
 */
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
await pool.query(
  'create table if not exists bench_rows (id uuid primary key default uuidv7(), body jsonb not null)',
);

const app = new Koa();
app.use(async (http) => {
  const body = await json(http.req);
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query('insert into bench_rows (body) values ($1) returning id', [
      JSON.stringify(body),
    ]);
    await client.query('commit');
    http.status = 202;
    http.body = rows[0];
  } finally {
    client.release();
  }
});

const server = createServer(app.callback());
server.listen(Number(process.env['PORT']), '127.0.0.1');
await once(server, 'listening');
process.send?.('ready');
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));

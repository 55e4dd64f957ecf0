import { once } from 'node:events';
import { createServer } from 'node:http';
import Koa from 'koa';
import pg from 'pg';

/*
 * The baseline of bench:contacts: the least API that lists people. Koa, the newest fifty rows of a table of plain text
 * by an index, as JSON, without a credential.
 */
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });

const app = new Koa();
app.use(async (http) => {
  const { rows } = await pool.query(
    'select * from bench_people order by created_at desc, id desc limit 50',
  );
  http.body = { data: rows };
});

const server = createServer(app.callback());
server.listen(Number(process.env['PORT']), '127.0.0.1');
await once(server, 'listening');
process.send?.('ready');
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));

import { startPostgres } from './services/postgres.ts';

/*
 * Runs the embedded Postgres in a process group of its own: a Ctrl-C in the terminal reaches every process of the
 * foreground group at once, but the database must stop last. Ends when it is stopped, when its parent is gone, and
 * when Postgres itself died, so that it can be restarted.
 */
const WATCH_MS = 500;

const postgres = await startPostgres(process.env['ASSENT_DATA_DIR'] ?? '.data', {
  durable: true,
  port: Number(process.env['POSTGRES_PORT'] ?? 0),
});
process.send?.('ready');

const stop = (): void => {
  clearInterval(watch);
  void postgres.stop().finally(() => process.exit(0));
};
const watch = setInterval(async () => {
  if (!(await postgres.alive())) process.exit(1);
}, WATCH_MS);
process.once('SIGTERM', stop);
process.once('disconnect', stop);

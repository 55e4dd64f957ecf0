import { startPostgres } from './services/postgres.ts';

/*
 * The embedded Postgres in a process group of its own: a Ctrl-C in the terminal reaches every process of
 * the foreground group at once, and the database has to be the last that stops. Ends when it is told to,
 * or when whoever started it is gone.
 */
const postgres = await startPostgres(process.env['ASSENT_DATA_DIR'] ?? '.data', { durable: true });
process.send?.({ url: postgres.url });

const stop = (): void => {
  void postgres.stop().finally(() => process.exit(0));
};
process.once('SIGTERM', stop);
process.once('disconnect', stop);

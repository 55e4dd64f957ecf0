import { createSecretKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { STAND_IN_KEY } from '#lib/installation-model.ts';
import { own } from '#lib/own.ts';
import { migrate } from '../migrate.ts';
import { superviseChild, type Child } from './child.ts';
import { endLeftOver, rememberPid } from './left-over.ts';
import { freePort } from './ports.ts';
import { postgresUrl } from './postgres.ts';
import { assertReachable } from './reachable.ts';
import { startTemporal } from './temporal.ts';

export type StackOptions = {
  /** Absolute path. */
  dataDir: string;
  masterKey: string;
  env: NodeJS.ProcessEnv;
  /** Reports progress, one line at a time. */
  tell: (line: string) => void;
  /** Receives a function to stop each part, as soon as that part begins to start. */
  stops: Stop[];
};

/** The running services: the environment that their processes share. */
export type Stack = { env: Record<string, string> };

/** Stops one part; if it is still starting, waits for it first. */
export type Stop = () => Promise<void>;

/**
 * Starts the services that Assent needs: Postgres, Temporal, the local receivers, each unless the environment names
 * an existing one. Migrates the database.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const port = await freePort(Number(options.env['PORT'] ?? 3000));
  const publicUrl = options.env['PUBLIC_URL'] ?? `http://127.0.0.1:${port}`;
  const [database, temporal, receivers] = await Promise.all([
    openDatabase(options),
    openTemporal(options, publicUrl),
    openReceivers(options, publicUrl),
  ]);
  options.tell('Bringing the database up to date …');
  const previous = options.env['ASSENT_MASTER_KEY_PREVIOUS'];
  await migrate(database, keyOf(options.masterKey), undefined, previous ? keyOf(previous) : null);
  return {
    env: {
      ASSENT_DATA_DIR: options.dataDir,
      ASSENT_MASTER_KEY: options.masterKey,
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      DATABASE_URL: database,
      ...temporal,
      ...receivers,
    },
  };
}

const keyOf = (base64: string): KeyObject => createSecretKey(Buffer.from(base64, 'base64'));

/** Registers the stop function before the start has finished, so that an interrupted start is undone completely. */
function starting<T extends { stop: Stop }>(stops: Stop[], service: Promise<T>): Promise<T> {
  stops.push(async () => {
    await service.then(
      (up) => up.stop(),
      () => undefined,
    );
  });
  return service;
}

async function openDatabase({ dataDir, env, tell, stops }: StackOptions): Promise<string> {
  if (env['DATABASE_URL']) return env['DATABASE_URL'];
  await assertReachable(dataDir, import.meta.dirname);
  tell('Starting Postgres …');
  const port = await freePort();
  const child = superviseChild({
    name: 'Postgres',
    module: 'bin/postgres.ts',
    logFile: join(dataDir, 'logs', 'postgres.log'),
    tell,
    env: { ASSENT_DATA_DIR: dataDir, POSTGRES_PORT: String(port) },
  });
  stops.push(child.stop);
  await child.ready;
  return postgresUrl(port);
}

async function openTemporal(
  { dataDir, env, tell, stops }: StackOptions,
  publicUrl: string,
): Promise<Record<string, string>> {
  if (env['TEMPORAL_ADDRESS']) return { TEMPORAL_ADDRESS: env['TEMPORAL_ADDRESS'] };
  const pidFile = join(dataDir, 'temporal.pid');
  await endLeftOver(pidFile, 'temporal');
  tell('Starting Temporal …');
  const temporal = await starting(
    stops,
    startTemporal({
      onSpawn: (pid) => rememberPid(pidFile, pid),
      keepAlive: true,
      file: join(dataDir, 'temporal.sqlite'),
      port: await freePort(7233),
      uiPort: await freePort(8233),
      codecUrl: `${publicUrl}/api/v1/codec`,
      tell,
    }),
  );
  return {
    TEMPORAL_ADDRESS: temporal.address,
    ...(temporal.uiUrl ? { TEMPORAL_UI_URL: temporal.uiUrl } : {}),
  };
}

async function openReceivers(
  { dataDir, env, tell, stops }: StackOptions,
  publicUrl: string,
): Promise<Record<string, string>> {
  const port = (name: string, usual: number): Promise<number> =>
    freePort(Number(own(env, name) ?? usual));
  const http = await port('RECEIVERS_HTTP_PORT', 8025);
  const smtp = await port('RECEIVERS_SMTP_PORT', 1025);
  const twilio = await port('RECEIVERS_TWILIO_PORT', 8026);
  const model = await port('RECEIVERS_MODEL_PORT', 8027);
  // Mail is received here only when it is sent here: a real mail server would send returns to a real domain.
  const domain = env['INBOUND_MAIL_DOMAIN'] ?? (env['SMTP_URL'] ? '' : 'returns.assent.example');
  const child: Child = superviseChild({
    name: 'receivers',
    module: 'bin/receivers.ts',
    logFile: join(dataDir, 'logs', 'receivers.log'),
    tell,
    env: {
      ASSENT_DATA_DIR: dataDir,
      RECEIVERS_HTTP_PORT: String(http),
      RECEIVERS_SMTP_PORT: String(smtp),
      RECEIVERS_TWILIO_PORT: String(twilio),
      RECEIVERS_MODEL_PORT: String(model),
      WEBHOOK_BASE: publicUrl,
      INBOUND_MAIL_DOMAIN: domain,
    },
  });
  stops.push(child.stop);
  await child.ready;
  const realModel = env['OPENAI_API_KEY'] || env['OPENAI_BASE_URL'];
  const realTwilio = env['TWILIO_API_BASE'] ?? env['TWILIO_ACCOUNT_SID'];
  return {
    DEV_RECEIVERS_URL: `http://127.0.0.1:${http}`,
    INBOUND_MAIL_DOMAIN: domain,
    ...(env['SMTP_URL'] ? {} : { SMTP_URL: `smtp://127.0.0.1:${smtp}` }),
    ...(realModel
      ? {}
      : { OPENAI_BASE_URL: `http://127.0.0.1:${model}/v1`, OPENAI_API_KEY: STAND_IN_KEY }),
    ...(realTwilio ? {} : { TWILIO_API_BASE: `http://127.0.0.1:${twilio}` }),
  };
}

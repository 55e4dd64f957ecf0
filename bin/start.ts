import { join, resolve } from 'node:path';
import { ConfigError, loadConfig, type Config } from '#lib/config.ts';
import { WORKER_FLAGS } from '../worker/flags.ts';
import { withRootKey } from '#runtime/root-key.ts';
import { createRuntime } from '#runtime/services.ts';
import { buildWeb } from './build-web.ts';
import { seed, type Demo } from './seed.ts';
import { superviseChild, type Child } from './services/child.ts';
import { claimDataDir, masterKey } from './services/data-dir.ts';
import { startStack, type Stack, type Stop } from './services/stack.ts';
import { welcome } from './welcome.ts';

/*
 * `npm start`: everything on this machine, without configuration. Keeps the processes running until Ctrl-C; the next
 * start finds all data in the data folder (.data).
 *   --no-story   does not play the story on an empty data folder
 */
const tell = (line: string): void => console.log(line);

async function start(stops: Stop[]): Promise<void> {
  if (process.env['ASSENT_ENV'] === 'production') {
    // Reports missing variables first; in production each process has its own supervisor.
    loadConfig();
    throw new ConfigError(
      'Configuration: npm start is for development; in production run api/main.ts and worker/main.ts (docs/operations.md)',
    );
  }
  checkConfig();
  const dataDir = resolve(process.env['ASSENT_DATA_DIR'] ?? '.data');
  stops.push(await claimDataDir(dataDir));
  const key = await masterKey(dataDir);
  const stack = await startStack({ dataDir, masterKey: key, env: process.env, tell, stops });
  const children: Child[] = [];
  stops.push(async () => {
    await Promise.all(children.map((child) => child.stop()));
  });
  await run(dataDir, stack, children);
}

/** Reports configuration faults before anything is started. Fills in what the start itself provides. */
function checkConfig(): void {
  const given = Object.entries(process.env).filter(([, value]) => value !== '');
  loadConfig({
    ASSENT_MASTER_KEY: Buffer.alloc(32).toString('base64'),
    DATABASE_URL: 'postgres://provided',
    ...Object.fromEntries(given),
  });
}

async function run(dataDir: string, stack: Stack, children: Child[]): Promise<void> {
  const config = await withRootKey(loadConfig({ ...process.env, ...stack.env }));
  const demo = await demoOrganization(config);
  await buildWeb({ log: tell });
  tell('Starting the API, the pages and the worker …');
  const child = (name: string, module: string, flags: readonly string[] = []): Child => {
    const made = superviseChild({
      name,
      module,
      flags,
      env: stack.env,
      logFile: join(dataDir, 'logs', `${name}.log`),
      tell: (line) => tell(`  ${line} (see ${join(dataDir, 'logs', `${name}.log`)})`),
    });
    children.push(made);
    return made;
  };
  const ours = [child('api', 'api/main.ts')];
  for (let n = 1; n <= config.WORKER_PROCESSES; n++) {
    const name = config.WORKER_PROCESSES > 1 ? `worker-${n}` : 'worker';
    ours.push(child(name, 'worker/main.ts', WORKER_FLAGS));
  }
  await Promise.all(ours.map((one) => one.ready));
  const wantsStory = config.ASSENT_STORY === 'on' && !process.argv.includes('--no-story');
  if (demo.fresh && wantsStory) {
    const { playStory } = await import('./story.ts');
    await playStory({ url: config.publicUrl, apiKey: demo.apiKey }, tell);
  }
  tell(welcome(config, demo));
}

async function demoOrganization(config: Config): Promise<Demo & { fresh: boolean }> {
  const runtime = createRuntime(config, 'seed', 2);
  try {
    return await seed(config, runtime);
  } finally {
    await runtime.close();
  }
}

/** Functions to stop each running or starting part, in order of the start; called in reverse order. */
const stops: Stop[] = [];
let ending: Promise<void> | undefined;

function end(code: number): Promise<void> {
  ending ??= (async () => {
    for (let stop = stops.pop(); stop; stop = stops.pop()) await stop().catch(() => undefined);
    if (code === 0) tell('Stopped.');
    process.exit(code);
  })();
  return ending;
}

// One Ctrl-C arrives several times: from the terminal, from npm, from the bootstrap. A second one after some seconds
// means that the user does not want to wait.
const PATIENCE = 4_000;
let asked: number | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (asked === undefined) tell('\nStopping …');
    asked ??= Date.now();
    if (Date.now() - asked > PATIENCE) process.exit(1);
    void end(0);
  });
}

try {
  await start(stops);
} catch (error) {
  if (!ending) console.error(error instanceof Error ? error.message : error);
  await end(ending ? 0 : 1);
}

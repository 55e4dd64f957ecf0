import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemContext } from '#domain/context.ts';
import { provisionTenant } from '#domain/tenancy/provision.ts';
import { compileTemplate } from '#domain/templates/render.ts';
import { SAMPLE } from '#domain/templates/rules.ts';
import { loadConfig } from '#lib/config.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { createRuntime } from '#runtime/services.ts';
import { migrate } from '../bin/migrate.ts';
import { startPostgres } from '../bin/services/postgres.ts';
import { startTemporal } from '../bin/services/temporal.ts';
import { makeAudience } from './audience.ts';
import { runBare } from './bare.ts';
import { runCampaign } from './campaign-run.ts';
import { startReceiver, startWorker } from './children.ts';
import { figuresOf, printFigures, type Figure } from './figures.ts';
import { BODY, SUBJECT } from './mail.ts';

/*
 * npm run bench:campaign [-- --people 10000,100000] [--json]
 * Real campaigns through the real worker, Postgres with every commit synchronous, Temporal, and an SMTP
 * receiver that is a process of its own; then the bare senders on the same receiver.
 */
const { values: options } = parseArgs({
  options: {
    people: { type: 'string', default: '10000,100000' },
    json: { type: 'boolean', default: false },
  },
});
const sizes = options.people.split(',').map(Number);
if (!sizes.every((n) => Number.isInteger(n) && n > 0)) {
  console.error('--people takes whole numbers, for example 10000,100000');
  process.exit(1);
}

const dir = resolve('.cache', `bench-${process.pid}`);
const tell = (line: string): void => {
  if (!options.json)
    console.error(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${line}`);
};
const stops: (() => Promise<unknown>)[] = [];
process.once('SIGINT', () => void stop().then(() => process.exit(130)));

async function stop(): Promise<void> {
  for (const one of stops.splice(0).toReversed()) await one().catch(() => undefined);
}

async function main(): Promise<Figure[]> {
  await mkdir(dir, { recursive: true });
  stops.push(() => rm(dir, { recursive: true, force: true }));
  tell('Starting Postgres, Temporal, a receiver and a worker …');
  const postgres = await startPostgres(dir, { durable: true });
  stops.push(postgres.stop);
  const temporal = await startTemporal({ tell });
  stops.push(temporal.stop);
  const receiver = await startReceiver();
  stops.push(receiver.stop);
  const env = {
    ASSENT_ENV: 'test',
    ASSENT_DATA_DIR: dir,
    ASSENT_MASTER_KEY: randomBytes(32).toString('base64'),
    DATABASE_URL: postgres.url,
    TEMPORAL_ADDRESS: temporal.address,
    SMTP_URL: receiver.url,
    MAIL_FROM: 'Bench <bench@assent.example>',
    PUBLIC_URL: 'https://assent.example',
    LOG_LEVEL: 'warn',
  };
  await migrate(postgres.url, createSecretKey(Buffer.from(env.ASSENT_MASTER_KEY, 'base64')));
  const runtime = createRuntime(loadConfig({ ...process.env, ...env }), 'bench');
  stops.push(runtime.close);
  const { services } = runtime;
  const ctx = systemContext(tenantId(newId()), 'bench');
  await provisionTenant(services, { tenantId: ctx.tenantId, name: 'Bench', slug: 'bench' });
  const worker = await startWorker(env);
  stops.push(worker.stop);
  const postgresPid = Number.parseInt(
    await readFile(join(dir, 'postgres', 'postmaster.pid'), 'utf8'),
    10,
  );

  const campaigns = [];
  for (const people of sizes) {
    tell(`Making ${people} people …`);
    const tag = await makeAudience(services, ctx, people);
    tell(`Sending to ${people} …`);
    const from = { receiver, workerPid: worker.pid, postgresPid };
    campaigns.push({ people, run: await runCampaign(services, ctx, people, tag, from) });
  }
  tell('Sending bare, on the same receiver …');
  const {
    subject = '',
    text,
    html = '',
  } = compileTemplate({
    channel: 'email',
    category: 'promotional',
    subject: SUBJECT,
    body: BODY,
  }).render(SAMPLE);
  const bare = await runBare(services, ctx, receiver, Math.min(...sizes, 20_000), {
    subject,
    text,
    html,
  });
  return figuresOf(campaigns, bare);
}

try {
  const figures = await main();
  await stop();
  printFigures(figures, options.json);
} catch (error) {
  console.error(error);
  await stop();
  process.exitCode = 1;
}

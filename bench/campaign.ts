import { parseArgs } from 'node:util';
import { systemContext } from '#domain/context.ts';
import { provisionTenant } from '#domain/organizations/provision.ts';
import { compileTemplate } from '#domain/templates/render.ts';
import { SAMPLE } from '#domain/templates/sample.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { makeAudience } from './audience.ts';
import { runBare } from './bare.ts';
import { runCampaign } from './campaign-run.ts';
import { startWorker } from './children.ts';
import { figuresOf, printFigures, type Figure } from './figures.ts';
import { BODY, SUBJECT } from './mail.ts';
import { memoryOf } from './measure.ts';
import { putRulesInForce } from './rules-in-force.ts';
import { measured, startBench, teller, topStatements, type Stops } from './stack.ts';

/*
 * npm run bench:campaign [-- --people 10000,100000] [--statements] [--profile folder] [--json]
 * Sends real campaigns through the real worker, Postgres with synchronous commits, Temporal, and an SMTP receiver in
 * its own process; then the baseline senders to the same receiver.
 */
const { values: options } = parseArgs({
  options: {
    people: { type: 'string', default: '10000,100000' },
    /** Lists what Postgres spent its time on, for 10,000 people. */
    statements: { type: 'boolean', default: false },
    /** Leaves a CPU profile of the worker in this folder. */
    profile: { type: 'string' },
    /** Sends to the last number of people once more, with quiet hours and a frequency cap in force. */
    rules: { type: 'boolean', default: false },
    /** Worker processes that share the campaign's lanes. */
    workers: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const sizes = options.people.split(',').map(Number);
if (!sizes.every((n) => Number.isInteger(n) && n > 0)) {
  console.error('--people takes whole numbers, for example 10000,100000');
  process.exit(1);
}

const workers = Number(options.workers);
if (!Number.isInteger(workers) || workers < 1) {
  console.error('--workers takes a whole number above 0');
  process.exit(1);
}

const tell = teller(options.json);

async function main(stops: Stops): Promise<Figure[]> {
  tell('Starting Postgres, Temporal, a receiver and a worker …');
  const { env, runtime, receiver, postgresPid, databaseUrl } = await startBench(stops, tell, {
    statements: options.statements,
  });
  const { services } = runtime;
  const ctx = systemContext(tenantId(newId()), 'bench');
  await provisionTenant(services, { tenantId: ctx.tenantId, name: 'Bench', slug: 'bench' });
  const workerPids = [];
  for (let n = 0; n < workers; n++) {
    const worker = await startWorker(env, options.profile);
    stops.push(worker.stop);
    workerPids.push(worker.pid);
  }
  const idleMb = await memoryOf(workerPids);

  const campaigns = [];
  let tag = '';
  const again = options.rules ? sizes.slice(-1) : [];
  for (const [i, people] of [...sizes, ...again].entries()) {
    const inForce = i >= sizes.length;
    if (inForce) await putRulesInForce(services, ctx);
    else {
      tell(`Making ${people} people …`);
      tag = await makeAudience(services, ctx, people);
    }
    if (options.statements) await topStatements(databaseUrl, 1);
    tell(`Sending to ${people} …`);
    const from = { receiver, workerPids, postgresPid };
    campaigns.push({
      name: `${people}${inForce ? '.with_rules' : ''}`,
      people,
      run: await runCampaign(services, ctx, people, tag, from),
    });
    if (options.statements) {
      for (const line of await topStatements(databaseUrl, people / 10_000)) tell(line);
    }
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
  return figuresOf(campaigns, bare, idleMb);
}

await measured(async (stops) => printFigures(await main(stops), options.json));

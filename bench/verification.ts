import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { z } from 'zod';
import { newId } from '#lib/ids.ts';
import { startApi, startWorker } from './children.ts';
import { allowManyCodes, now, someNumbers, startVerification } from './codes.ts';
import { figure, printFigures, type Figure } from './figures.ts';
import { percentiles } from './percentiles.ts';
import { startPhoneCompany } from './phone-company.ts';
import { signUp } from './sign-up.ts';
import { measured, startBench, teller, type Bench, type Stops } from './stack.ts';

/*
 * npm run bench:verification [-- --runs 200 --json]
 * Measures from POST /verifications to the moment the code is at the provider, through the real API and the real
 * worker, Postgres with synchronous commits. In turns with it, on the same Temporal server: a baseline workflow with
 * one activity, from the client's call to its result. Target: at most 1.5 times.
 */
const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
  },
});
const runs = Number(options.runs);
if (!Number.isInteger(runs) || runs < 1) {
  console.error('--runs takes a number above 0');
  process.exit(1);
}
const tell = teller(options.json);
const WARM_UP = 30;

type Times = { ours: number[]; answered: number[]; bare: number[]; bareActivity: number[] };

async function main(stops: Stops): Promise<Figure[]> {
  tell('Starting Postgres, Temporal, a phone company, the workers and the API …');
  const phones = await startPhoneCompany();
  stops.push(phones.stop);
  const bench = await startBench(stops, tell);
  const env: Record<string, string> = { ...bench.env, TWILIO_API_BASE: phones.url };
  const { id, keys } = await signUp(bench, ['verifications:write']);
  const [key = ''] = keys;
  await allowManyCodes(bench.runtime.services, id);
  for (const start of [startWorker, startApi]) stops.push((await start(env)).stop);
  const hello = await startHello(stops, bench);
  const verify = startVerification(`http://127.0.0.1:${env['PORT']}`, key, phones);
  const numbers = someNumbers(runs + WARM_UP);

  const times: Times = { ours: [], answered: [], bare: [], bareActivity: [] };
  tell(`${WARM_UP} of each to warm up, then ${runs} of each, in turns …`);
  for (const [i, number] of numbers.entries()) {
    const bare = await hello();
    const ours = await verify(number);
    if (i < WARM_UP) continue;
    times.bare.push(bare.result);
    times.bareActivity.push(bare.activity);
    times.ours.push(ours.handedOver);
    times.answered.push(ours.answered);
  }
  return figuresOf(times);
}

function figuresOf(times: Times): Figure[] {
  const [ours, answered, bare, activity] = [
    percentiles(times.ours),
    percentiles(times.answered),
    percentiles(times.bare),
    percentiles(times.bareActivity),
  ];
  return (['p50', 'p95'] as const).flatMap((p) => [
    figure(`verification.handed_over.${p}`, ours[p], 'ms', bare[p]),
    figure(`verification.answered.${p}`, answered[p], 'ms', bare[p]),
    figure(`bare.activity_began.${p}`, activity[p], 'ms', bare[p]),
    figure(`bare.${p}`, bare[p], 'ms'),
  ]);
}

const began = z.object({ name: z.string(), at: z.number() });

/** Runs the baseline workflow with Temporal's own client. */
async function startHello(stops: Stops, { config }: Bench) {
  const child = fork('bench/hello/worker.ts', [], {
    env: { ...process.env, TEMPORAL_ADDRESS: config.TEMPORAL_ADDRESS },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  stops.push(async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  await once(child, 'message');
  const connection = await Connection.connect({ address: config.TEMPORAL_ADDRESS });
  stops.push(() => connection.close());
  const client = new Client({ connection });
  return async (): Promise<{ activity: number; result: number }> => {
    const name = newId();
    const said = once(child, 'message');
    const start = now();
    await client.workflow.execute('helloWorld', {
      taskQueue: 'hello',
      workflowId: `hello-${name}`,
      args: [name],
    });
    const result = now() - start;
    const [message]: unknown[] = await said;
    return { result, activity: began.parse(message).at - start };
  };
}

await measured(async (stops) => printFigures(await main(stops), options.json));

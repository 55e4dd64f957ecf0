import { parseArgs } from 'node:util';
import { systemContext, type Context } from '#domain/context.ts';
import { createTemplate } from '#domain/templates/create.ts';
import { freePort } from '../bin/services/ports.ts';
import { addressOf, makeAudience } from './audience.ts';
import { runLoad, startApi, startBareApi, startWorker } from './children.ts';
import { figure, printFigures, type Figure } from './figures.ts';
import type { LoadJob, LoadResult } from './load-job.ts';
import { sendPhase, type Phase } from './send-phase.ts';
import { signUp } from './sign-up.ts';
import {
  analyze,
  measured,
  startBench,
  teller,
  topStatements,
  type Bench,
  type Stops,
} from './stack.ts';

/*
 * npm run bench:send [-- --seconds 30 --rate 500 --people 20000 --json]
 * Measures send_with_consent over HTTP as clients use it, through the real API and the real worker, Postgres with
 * synchronous commits, to an SMTP receiver; then an API that only writes a row, with the same caller.
 */
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    rate: { type: 'string', default: '500' },
    people: { type: 'string', default: '20000' },
    json: { type: 'boolean', default: false },
    statements: { type: 'boolean', default: false },
  },
});
const [seconds, rate, people] = [options.seconds, options.rate, options.people].map(Number);
if (!seconds || !rate || !people) {
  console.error('--seconds, --rate and --people take numbers above 0');
  process.exit(1);
}
const tell = teller(options.json);

/** Calls a second at which the duration of a single call is measured. */
const CALM = 100;
const CONNECTIONS = 32;

async function main(stops: Stops): Promise<Figure[]> {
  tell('Starting Postgres, Temporal, a receiver, a worker and the API …');
  const bench = await startBench(stops, tell, { statements: options.statements });
  const { id, keys } = await signUp(bench, ['messages:send', 'messages:read']);
  const ctx = systemContext(id, 'bench');
  const [key = ''] = keys;
  const worker = await startWorker(bench.env);
  stops.push(worker.stop);
  const api = await startApi(bench.env);
  stops.push(api.stop);
  tell(`Making ${people} people who consented …`);
  const bodies = await requests(bench, ctx);
  const pids = { api: api.pid, worker: worker.pid, postgres: bench.postgresPid };
  const url = `http://127.0.0.1:${bench.env['PORT']}/api/v1/messages/send_with_consent`;
  const job = (at: number | null, lasting: number): LoadJob => ({
    url,
    headers: { authorization: `Bearer ${key}` },
    bodies,
    seconds: lasting,
    rate: at,
    connections: CONNECTIONS,
  });
  const phase = async (at: number | null, lasting: number): Promise<Phase> => {
    tell(
      `Calling ${at === null ? 'as fast as it goes' : `${at} times a second`} for ${lasting} s …`,
    );
    if (options.statements) await topStatements(bench.databaseUrl, 1);
    const done = await sendPhase(bench, ctx, pids, job(at, lasting));
    if (options.statements) {
      for (const line of await topStatements(bench.databaseUrl, done.calls)) tell(line);
    }
    return done;
  };
  await phase(CALM, 5);
  const calm = await phase(CALM, seconds ?? 0);
  const steady = await phase(rate ?? 0, seconds ?? 0);
  const most = await phase(null, 10);

  const port = String(await freePort());
  const bareApi = await startBareApi({ ...bench.env, PORT: port });
  stops.push(bareApi.stop);
  const bare = async (at: number | null, lasting: number): Promise<LoadResult> => {
    tell(`The bare API, ${at === null ? 'as fast as it goes' : `${at} times a second`} …`);
    return runLoad({ ...job(at, lasting), url: `http://127.0.0.1:${port}/` });
  };
  await bare(CALM, 2);
  const bareCalm = await bare(CALM, 10);
  const bareMost = await bare(null, 10);
  return [
    ...timesOf(`send.at_${CALM}`, calm, bareCalm),
    ...timesOf(`send.at_${rate}`, steady),
    figure(`send.at_${rate}.rate`, steady.perSecond, 'messages/s'),
    ...costsOf(`send.at_${rate}`, steady),
    figure(
      'send.most.rate',
      most.calls / most.seconds,
      'calls/s',
      bareMost.calls / bareMost.seconds,
    ),
    figure('send.most.sent_rate', most.perSecond, 'messages/s'),
    ...costsOf('send.most', most),
    figure('bare.most.rate', bareMost.calls / bareMost.seconds, 'calls/s'),
    ...timesOf(`bare.at_${CALM}`, bareCalm),
  ];
}

const timesOf = (name: string, { ms }: LoadResult, bare?: LoadResult): Figure[] => [
  figure(`${name}.p50`, ms.p50, 'ms', bare?.ms.p50),
  figure(`${name}.p95`, ms.p95, 'ms', bare?.ms.p95),
  figure(`${name}.p99`, ms.p99, 'ms', bare?.ms.p99),
];

const costsOf = (name: string, { usage, calls, cpuSeconds }: Phase): Figure[] => [
  ...Object.entries(usage).map(([process, used]) =>
    figure(`${name}.${process}.cpu`, (used.cpuSeconds / calls) * 1000, 'CPU s per 1,000'),
  ),
  figure(`${name}.caller.cpu`, (cpuSeconds / calls) * 1000, 'CPU s per 1,000'),
];

/** Creates one call for each person, alternately by contact and by e-mail address. */
async function requests(
  { runtime, databaseUrl }: Bench,
  ctx: Context,
): Promise<Record<string, unknown>[]> {
  const { services } = runtime;
  const tag = await makeAudience(services, ctx, people ?? 0, 'service');
  await analyze(databaseUrl, ['contacts', 'consents', 'consent_events']);
  const template = await createTemplate(services, ctx, {
    name: 'Order',
    channel: 'email',
    category: 'transactional',
    subject: 'Order {{ order }}',
    body: '<p>Hello {{ first_name | default: "there" }},</p><p>your order {{ order }} is on its way to {{ city }}.</p>',
  });
  const contacts: { id: string }[] = await services.db.withTenant(ctx, (trx) =>
    trx('contacts')
      .orderBy('id')
      .limit(people ?? 0)
      .select('id'),
  );
  return contacts.map(({ id }, i) => ({
    ...(i % 2 ? { contact_id: id } : { email: `${tag}.${addressOf(i)}` }),
    channel: 'email',
    purpose: 'service',
    template_id: template.id,
    variables: { order: `#${i}`, city: 'Kuwait' },
  }));
}

await measured(async (stops) => printFigures(await main(stops), options.json));

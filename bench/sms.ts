import { parseArgs } from 'node:util';
import { systemContext } from '#domain/context.ts';
import { provisionTenant } from '#domain/organizations/provision.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { makeAudience } from './audience.ts';
import { runBareTexts } from './bare-texts.ts';
import { runCampaign } from './campaign-run.ts';
import { startTextReceiver, startWorker } from './children.ts';
import { figure, printFigures, type Figure } from './figures.ts';
import { measured, startBench, teller, topStatements, type Stops } from './stack.ts';

/*
 * npm run bench:sms [-- --people 10000 --json]
 * Texts a campaign through the real worker and Twilio's own client to a local Twilio. Baseline: the same form posted
 * over connections that stay open, as many at once, by a program that does nothing else.
 */
const { values: options } = parseArgs({
  options: {
    people: { type: 'string', default: '10000' },
    /** Lists what Postgres spent its time on, for 10,000 people. */
    statements: { type: 'boolean', default: false },
    /** Leaves a CPU profile of the worker in this folder. */
    profile: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const people = Number(options.people);
if (!Number.isInteger(people) || people < 1) {
  console.error('--people takes a whole number above 0');
  process.exit(1);
}
const tell = teller(options.json);
const BODY = 'News for {{ contact.first_name | default: "you" }}: the shop opens at 9.';

async function main(stops: Stops): Promise<Figure[]> {
  tell('Starting Postgres, Temporal, a Twilio and a worker …');
  const { env, runtime, postgresPid, databaseUrl } = await startBench(stops, tell, {
    statements: options.statements,
  });
  const receiver = await startTextReceiver();
  stops.push(receiver.stop);
  const { services } = runtime;
  const ctx = systemContext(tenantId(newId()), 'bench');
  await provisionTenant(services, {
    tenantId: ctx.tenantId,
    name: 'Bench',
    slug: 'bench',
    quietHours: false,
  });
  const worker = await startWorker({ ...env, TWILIO_API_BASE: receiver.url }, options.profile);
  stops.push(worker.stop);
  tell(`Making ${people} people …`);
  const tag = await makeAudience(services, ctx, people, 'marketing', 'sms');
  if (options.statements) await topStatements(databaseUrl, 1);
  tell(`Texting ${people} …`);
  const from = { receiver, workerPids: [worker.pid], postgresPid };
  const run = await runCampaign(services, ctx, people, tag, from, { channel: 'sms', body: BODY });
  if (options.statements) {
    for (const line of await topStatements(databaseUrl, people / 10_000)) tell(line);
  }
  tell('Posting bare, to the same Twilio …');
  const bare = await runBareTexts(receiver.url, people, 'News for Amina: the shop opens at 9. Stop: STOP'); // prettier-ignore
  const per10k = (seconds: number): number => (seconds / people) * 10_000;
  return [
    figure('sms.rate', run.perSecond, 'texts/s', bare.perSecond),
    figure('sms.worker.cpu', per10k(run.worker.cpuSeconds), 'CPU s per 10,000', bare.cpuSecondsPer10k), // prettier-ignore
    figure('sms.worker.memory', run.worker.peakMb, 'MB at its peak'),
    figure('sms.postgres.cpu', per10k(run.postgres.cpuSeconds), 'CPU s per 10,000'),
    figure('bare.http.rate', bare.perSecond, 'texts/s'),
    figure('bare.http.cpu', bare.cpuSecondsPer10k, 'CPU s per 10,000'),
  ];
}

await measured(async (stops) => printFigures(await main(stops), options.json));

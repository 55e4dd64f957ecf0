import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { scheduleCampaign } from '#domain/campaigns/control.ts';
import { newCampaign } from '#domain/campaigns/contract.ts';
import { createCampaign } from '#domain/campaigns/edit.ts';
import { systemContext, type Context, type Services } from '#domain/context.ts';
import { provisionTenant } from '#domain/organizations/provision.ts';
import { createTemplate } from '#domain/templates/create.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { makeAudience } from './audience.ts';
import { startApi, startWorker } from './children.ts';
import { allowManyCodes, someNumbers, startVerification } from './codes.ts';
import { figure, printFigures, type Figure } from './figures.ts';
import { BODY, SUBJECT } from './mail.ts';
import { percentiles } from './percentiles.ts';
import { startPhoneCompany } from './phone-company.ts';
import { signUp } from './sign-up.ts';
import { measured, startBench, teller, type Stops } from './stack.ts';

/*
 * npm run bench:fairness [-- --people 60000 --codes 60 --apart --json]
 * What others notice of one organization's large campaign, in one worker, or (--apart) in one for each queue: another's verification codes on their way to
 * the provider, and a third's campaign of 1,000. Baseline: the same without the large campaign, in the same run.
 */
const { values: options } = parseArgs({
  options: {
    people: { type: 'string', default: '60000' },
    codes: { type: 'string', default: '60' },
    apart: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [people, codes] = [Number(options.people), Number(options.codes)];
if (![people, codes].every((n) => Number.isInteger(n) && n > 0)) {
  console.error('--people and --codes take whole numbers above 0');
  process.exit(1);
}
const tell = teller(options.json);
const FEW = 1_000;
const WARM_UP = 20;

async function main(stops: Stops): Promise<Figure[]> {
  tell('Starting Postgres, Temporal, the receivers, a worker and the API …');
  const phones = await startPhoneCompany();
  stops.push(phones.stop);
  const bench = await startBench(stops, tell);
  const { services } = bench.runtime;
  const env: Record<string, string> = { ...bench.env, TWILIO_API_BASE: phones.url };
  const { id, keys } = await signUp(bench, ['verifications:write']);
  await allowManyCodes(services, id);
  const workers = options.apart ? ['core', 'bulk'] : ['core,bulk'];
  for (const WORKER_QUEUES of workers) {
    stops.push((await startWorker({ ...env, WORKER_QUEUES })).stop);
  }
  stops.push((await startApi(env)).stop);
  const verify = startVerification(`http://127.0.0.1:${env['PORT']}`, keys[0] ?? '', phones);
  const numbers = someNumbers(WARM_UP + 2 * codes);

  tell(`Making ${people} and ${FEW} people …`);
  const [large, small] = [await sender(services, people), await sender(services, FEW)];
  const codesNow = async (count: number): Promise<number[]> => {
    const times: number[] = [];
    for (const number of numbers.splice(0, count)) {
      times.push((await verify(number)).handedOver);
    }
    return times;
  };
  await codesNow(WARM_UP);
  await (await small()).finished();
  tell('Codes and a small campaign, with nothing else to do …');
  const idle = percentiles(await codesNow(codes));
  const alone = await (await small()).finished();
  tell('The same beside a large campaign …');
  const campaign = await large();
  while ((await campaign.sent()) < people / 50) await sleep(50);
  const before = await rateOf(campaign, () => sleep(1_500));
  let beside: number[] = [];
  const meanwhile = await rateOf(campaign, async () => {
    beside = await codesNow(codes);
  });
  let smallBeside = 0;
  const sharing = await rateOf(campaign, async () => {
    smallBeside = await (await small()).finished();
  });
  if ((await campaign.sent()) >= people) {
    tell('The large campaign ended too early: take more --people');
  }
  await campaign.finished();
  const p95 = percentiles(beside).p95;
  return [
    figure('codes.idle.p95', idle.p95, 'ms'),
    figure('codes.beside.p95', p95, 'ms', idle.p95),
    figure('large.rate', before, 'mails/s'),
    figure('large.rate.beside_codes', meanwhile, 'mails/s', before),
    figure('small.alone', FEW / alone, 'mails/s'),
    figure('small.beside', FEW / smallBeside, 'mails/s', FEW / alone),
    figure('large.rate.beside_small', sharing, 'mails/s', before),
  ];
}

type Running = { sent(): Promise<number>; finished(): Promise<number> };

/** Creates an organization with people. @returns a function that starts a campaign to them */
async function sender(services: Services, count: number): Promise<() => Promise<Running>> {
  const ctx = systemContext(tenantId(newId()), 'bench');
  const slug = `bench-${count}`;
  await provisionTenant(services, { tenantId: ctx.tenantId, name: 'Bench', slug });
  const tag = await makeAudience(services, ctx, count);
  return () => start(services, ctx, tag);
}

async function start(services: Services, ctx: Context, tag: string): Promise<Running> {
  const name = `bench ${newId()}`;
  const template = await createTemplate(services, ctx, {
    name,
    channel: 'email',
    subject: SUBJECT,
    body: BODY,
    category: 'promotional',
  });
  const draft = newCampaign.parse({
    name,
    channel: 'email',
    purpose: 'marketing',
    template_id: template.id,
    audience: { tags: [tag] },
  });
  const { id } = await createCampaign(services, ctx, draft);
  const began = Date.now();
  await scheduleCampaign(services, ctx, id, undefined);
  return {
    sent: () =>
      services.db.withTenant(ctx, async (trx) => {
        const [row] = await trx('messages').where({ campaign_id: id, status: 'sent' }).count();
        return Number(row?.['count']);
      }),
    /** Returns the seconds from its start to its end. */
    async finished() {
      for (;;) {
        const now = await services.db.withTenant(ctx, (trx) =>
          trx('campaigns').where({ id }).first('status', 'finished_at'),
        );
        if (now.status === 'sent') return (now.finished_at.getTime() - began) / 1000;
        await sleep(50);
      }
    },
  };
}

/** Returns how many mails a second a campaign sent during some work. */
async function rateOf(campaign: Running, work: () => Promise<unknown>): Promise<number> {
  const [from, began] = [await campaign.sent(), performance.now()];
  await work();
  return ((await campaign.sent()) - from) / ((performance.now() - began) / 1000);
}

await measured(async (stops) => printFigures(await main(stops), options.json));

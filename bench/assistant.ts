import { parseArgs } from 'node:util';
import pMap from 'p-map';
import { systemContext } from '#domain/context.ts';
import { directly, throughAssent, type Chat } from './chat.ts';
import { startApi, startModel, startWorker } from './children.ts';
import { decide } from './decisions.ts';
import { figure, printFigures, type Figure } from './figures.ts';
import { percentiles } from './percentiles.ts';
import { signUp } from './sign-up.ts';
import { measured, startBench, teller, type Stops } from './stack.ts';

/*
 * npm run bench:assistant [-- --runs 60 --json]
 * Asks the assistant through the real API, Temporal, worker and OpenAI's own client, with a stand-in for the model in a
 * process of its own; in turns with it the same stand-in directly. Postgres commits synchronously. Targets: the gateway
 * adds at most 60 ms at P95; the first words come within 1.3 times of a direct stream from a stand-in that waits 500 ms;
 * an answer of one that takes 3 s within 5 s at P95; at least 300 decisions a second on one organization.
 */
const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
});
const runs = Number(options.runs);
if (!Number.isInteger(runs) || runs < 1) {
  console.error('--runs takes a number above 0');
  process.exit(1);
}
const tell = teller(options.json);
const WARM_UP = 10;
const DECISIONS = 4_000;
/** Questions at once, where a slow model answers. */
const AT_ONCE = 10;

async function main(stops: Stops): Promise<Figure[]> {
  tell('Starting Postgres, Temporal, a stand-in for the model, a worker and the API …');
  const model = await startModel();
  stops.push(model.stop);
  const bench = await startBench(stops, tell);
  const env: Record<string, string> = {
    ...bench.env,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'bench',
    ASSISTANT_MODEL: 'stand-in',
  };
  const { id, keys } = await signUp(bench, ['assistant:use', 'assistant:manage']);
  const [key = ''] = keys;
  for (const start of [startWorker, startApi]) stops.push((await start(env)).stop);
  const url = `http://127.0.0.1:${env['PORT']}`;
  await withoutLimits(url, key);
  const chats = { ours: throughAssent(url, key), bare: directly(model.url) };

  tell(`${WARM_UP} questions to warm up, then ${runs} on each way, in turns …`);
  await inTurns(WARM_UP, chats, (chat) => chat.stream('Warm up').then((t) => t.whole));
  const plain = await inTurns(runs, chats, (chat) => chat.ask('Hello').then((t) => t.whole));
  tell('The same with a stand-in that waits 500 ms, as streams …');
  const first = await inTurns(runs, chats, (chat) => chat.stream('[wait 500] Hello').then((t) => t.first)); // prettier-ignore
  tell(`The same with one that takes 3 s, ${AT_ONCE} at once …`);
  const slow = { ours: await together(chats.ours), bare: await together(chats.bare) };
  tell(`${DECISIONS} decisions on one organization …`);
  const decisions = await decide(bench.runtime.services, systemContext(id), DECISIONS);
  return [
    ...both('answer', plain),
    figure('gateway.overhead.p50', percentiles(differences(plain)).p50, 'ms'),
    figure('gateway.overhead.p95', percentiles(differences(plain)).p95, 'ms'),
    ...both('first_words_after_500ms', first),
    ...both('answer_after_3s', slow),
    figure('reserve.rate', decisions.perSecond, 'decisions/s', decisions.barePerSecond),
    figure('bare.reserve.rate', decisions.barePerSecond, 'decisions/s'),
  ];
}

type Both = { ours: number[]; bare: number[] };

/** Lifts the monthly limits, so that each question is answered. */
async function withoutLimits(url: string, key: string): Promise<void> {
  const none = { tokens: null, cost: null };
  const answer = await fetch(`${url}/api/v1/assistant/quota`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ soft: none, hard: none, per_user: none, per_conversation: none, max_answer_tokens: 1_000 }), // prettier-ignore
  });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
}

async function inTurns(
  count: number,
  chats: { ours: Chat; bare: Chat },
  one: (chat: Chat) => Promise<number>,
): Promise<Both> {
  const times: Both = { ours: [], bare: [] };
  for (let i = 0; i < count; i++) {
    times.bare.push(await one(chats.bare));
    times.ours.push(await one(chats.ours));
  }
  return times;
}

const together = (chat: Chat): Promise<number[]> =>
  pMap(Array.from({ length: runs }), () => chat.ask('[wait 3000] Hello').then((t) => t.whole), {
    concurrency: AT_ONCE,
  });

/** What each question took longer than the direct one before it. */
const differences = ({ ours, bare }: Both): number[] => ours.map((ms, i) => ms - (bare[i] ?? 0));

function both(name: string, times: Both): Figure[] {
  const [ours, bare] = [percentiles(times.ours), percentiles(times.bare)];
  return (['p50', 'p95'] as const).flatMap((p) => [
    figure(`${name}.${p}`, ours[p], 'ms', bare[p]),
    figure(`bare.${name}.${p}`, bare[p], 'ms'),
  ]);
}

await measured(async (stops) => printFigures(await main(stops), options.json));

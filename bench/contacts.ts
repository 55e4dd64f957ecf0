import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { SegmentRule } from '#domain/contacts/conditions/contract.ts';
import { systemContext } from '#domain/context.ts';
import { createSegment } from '#domain/segments/edit.ts';
import { freePort } from '../bin/services/ports.ts';
import { signUp } from './sign-up.ts';
import { runBareImport, runGets, startApi, startBareList, startWorker } from './children.ts';
import { figure, printFigures, type Figure } from './figures.ts';
import type { GetJob } from './get-load.ts';
import { runImport } from './import-run.ts';
import { personOf, writePeople } from './people-file.ts';
import { analyze, measured, startBench, teller, topStatements, type Stops } from './stack.ts'; // prettier-ignore

/*
 * npm run bench:contacts [-- --people 100000 --rounds 200 --statements --json]
 * Measures pages of contacts over HTTP, through the real API, after the import of so many people: the newest, a page
 * further on, by a tag, by a segment, by a frequent name, by a rare one, by one that nobody has, and by an address; and
 * the tags in use. In turns with it, an API that lists plain rows.
 */
const { values: options } = parseArgs({
  options: {
    people: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '200' },
    statements: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [people = 0, rounds = 0] = [options.people, options.rounds].map(Number);
if (!(people >= 1000 && rounds >= 10)) {
  console.error('--people takes 1000 or more, --rounds 10 or more');
  process.exit(1);
}
const tell = teller(options.json);
/** How many kinds of pages are asked for. */
const KINDS = 11;

async function main(stops: Stops): Promise<Figure[]> {
  tell('Starting Postgres, Temporal, a worker and the API …');
  const bench = await startBench(stops, tell, { statements: options.statements });
  const { env, runtime, postgresPid, databaseUrl } = bench;
  const { id, keys } = await signUp(bench, ['contacts:read', 'pii:read'], KINDS);
  const ctx = systemContext(id, 'bench');
  const worker = await startWorker(env);
  stops.push(worker.stop);
  stops.push((await startApi(env)).stop);
  tell(`Importing ${people.toLocaleString('en')} people …`);
  const path = join(env['ASSENT_DATA_DIR'] ?? '', 'people.csv');
  await writePeople(path, people);
  await runImport(runtime.services, ctx, path, people, { workerPid: worker.pid, postgresPid });
  await runBareImport({ ...env, DATABASE_URL: databaseUrl }, path);
  await analyze(databaseUrl, ['contacts', 'bench_people']);
  const port = String(await freePort());
  stops.push((await startBareList({ ...env, DATABASE_URL: databaseUrl, PORT: port })).stop);

  const segmentOf = async (name: string, all: SegmentRule[]): Promise<string> =>
    (await createSegment(runtime.services, ctx, { name, rules: { all } })).id;
  const kinds = await pages(`http://127.0.0.1:${env['PORT']}/api/v1/contacts`, keys, {
    segment: await segmentOf('VIPs without news', [
      { field: 'tags', op: 'has', value: 'vip' },
      { field: 'tags', op: 'has_not', value: 'news' },
    ]),
    segment_nobody_is_in: await segmentOf('Norway', [{ field: 'country', op: 'is', value: 'NO' }]),
  });
  const job = {
    kinds: [...kinds, { name: 'bare', key: '', urls: [`http://127.0.0.1:${port}/`] }],
    rounds: 20,
  };
  await runGets(job);
  tell(`Asking for each page ${rounds} times …`);
  if (options.statements) await topStatements(databaseUrl, 1);
  const { bare, ...took } = await runGets({ ...job, rounds });
  if (options.statements) {
    for (const line of await topStatements(databaseUrl, rounds)) tell(line);
  }
  return [
    ...Object.entries(took).flatMap(([name, ms]) => [
      figure(`contacts.${people}.${name}.p50`, ms.p50, 'ms', bare?.p50),
      figure(`contacts.${people}.${name}.p95`, ms.p95, 'ms', bare?.p95),
    ]),
    figure(`bare.${people}.p50`, bare?.p50 ?? 0, 'ms'),
    figure(`bare.${people}.p95`, bare?.p95 ?? 0, 'ms'),
  ];
}

const sought = (text: string): string => new URLSearchParams({ q: text }).toString();

/** Returns the pages, each kind with a key of its own: the number of searches is limited for each key. */
async function pages(
  url: string,
  keys: readonly string[],
  segments: Record<string, string>,
): Promise<GetJob['kinds']> {
  const some = (of: (n: number) => string): string[] =>
    Array.from({ length: 100 }, (_, i) => `${url}?${of(Math.floor((people / 100) * i))}`);
  const first = await fetch(url, { headers: { authorization: `Bearer ${keys[0]}` } });
  const cursor = z.object({ next_cursor: z.string() }).parse(await first.json()).next_cursor;
  const kinds: Record<string, string[]> = {
    newest: [url],
    next_page: [`${url}?cursor=${cursor}`],
    tag: [`${url}?tag=vip`],
    tag_nobody_has: [`${url}?tag=nobody`],
    frequent_name: [`${url}?${sought('müller')}`, `${url}?${sought('amina')}`],
    whole_name: some((n) => sought(personOf(n).name)),
    unknown_name: some((n) => sought(`qx${n}yz`)),
    address: some((n) => sought(personOf(n).email)),
    tags_in_use: [`${url}/tags`],
    ...Object.fromEntries(
      Object.entries(segments).map(([name, id]) => [name, [`${url}?segment_id=${id}`]]),
    ),
  };
  return Object.entries(kinds).map(([name, urls], i) => ({ name, key: keys[i] ?? '', urls }));
}

await measured(async (stops) => printFigures(await main(stops), options.json));

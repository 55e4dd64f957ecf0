import { z } from 'zod';
import { percentiles } from './percentiles.ts';

/* The caller of bench:contacts in its own process: one kind of page after the other, in turns, one call at a time. */
const getJob = z.object({
  /** Of each kind its addresses, asked one after the other, and its key. */
  kinds: z.array(z.object({ name: z.string(), key: z.string(), urls: z.array(z.url()).min(1) })),
  rounds: z.int().positive(),
});
export type GetJob = z.infer<typeof getJob>;

export const getResult = z.record(
  z.string(),
  z.object({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() }),
);
export type GetResult = z.infer<typeof getResult>;

async function run({ kinds, rounds }: GetJob): Promise<GetResult> {
  const took = kinds.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { name, key, urls }] of kinds.entries()) {
      const began = performance.now();
      const answer = await fetch(urls[round % urls.length] ?? '', { headers: { authorization: `Bearer ${key}` } }); // prettier-ignore
      const text = await answer.text();
      took[i]?.push(performance.now() - began);
      if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${text}`);
    }
  }
  return Object.fromEntries(kinds.map(({ name }, i) => [name, percentiles(took[i] ?? [])]));
}

process.once('message', (message) => {
  void run(getJob.parse(message)).then((result) => process.send?.(result));
});
process.once('disconnect', () => process.exit(0));

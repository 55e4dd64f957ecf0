import type { Trx } from '#lib/db.ts';

/** The channel on which it is said, after the commit, that an answer has changed: its id, or the name of its growth. */
export const CHANNEL = 'assistant';

/** What is said when more of an answer has come: whoever waits for its end need not look. */
export const growthOf = (id: string): string => `${id}+`;

/** Says that an answer has changed. It is only a hint: who follows also looks by themselves. */
export async function notify(trx: Trx, id: string): Promise<void> {
  await trx.raw('select pg_notify(?, ?)', [CHANNEL, id]);
}

import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';
import type { Context } from '#domain/context.ts';
import type { Knex } from 'knex';

/** On whose behalf the identity library writes: the triggers of schema auth put it into the audit row. */
export type Acting = Pick<Context, 'actor' | 'requestId'>;

const acting = new AsyncLocalStorage<Acting>();

/** Runs the library's calls on behalf of somebody: each connection they take is told who acts. */
export const onBehalfOf = <T>(who: Acting, run: () => Promise<T>): Promise<T> =>
  acting.run(who, run);

const TELL = `select set_config('app.actor_type', $1, false), set_config('app.actor_id', $2, false),
  set_config('app.request_id', $3, false)`;

/** A pool as the library uses one: connections know on whose behalf they write, and forget it afterwards. */
export function actingPool(pool: pg.Pool) {
  const told = new WeakSet<pg.PoolClient>();
  return {
    async connect(): Promise<pg.PoolClient> {
      const client = await pool.connect();
      const who = acting.getStore();
      // One round trip when there is something to say or to forget, none for reading a session.
      if (who || told.has(client)) {
        const values = who ? [who.actor.type, who.actor.id ?? '', who.requestId] : ['', '', ''];
        try {
          await client.query(TELL, values);
        } catch (error) {
          client.release(error instanceof Error ? error : true);
          throw error;
        }
        if (who) told.add(client);
        else told.delete(client);
      }
      return client;
    },
    end: (): Promise<void> => pool.end(),
  };
}

/** A transaction of our own on schema auth, on behalf of somebody. */
export const inIdentity = <T>(
  sql: Knex,
  { actor, requestId }: Acting,
  work: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> =>
  sql.transaction(async (trx) => {
    await trx.raw(
      `select set_config('app.actor_type', ?, true), set_config('app.actor_id', ?, true),
         set_config('app.request_id', ?, true)`,
      [actor.type, actor.id ?? '', requestId],
    );
    return work(trx);
  });

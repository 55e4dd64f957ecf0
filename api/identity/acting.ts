import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';
import type { Context } from '#domain/context.ts';
import type { Knex } from 'knex';

/** The actor on whose behalf the identity library writes; the triggers of schema auth write it into the audit row. */
export type Acting = Pick<Context, 'actor' | 'requestId'>;

const acting = new AsyncLocalStorage<Acting>();

/** Runs the library's calls on behalf of an actor: each connection that they use gets the actor's settings. */
export const onBehalfOf = <T>(who: Acting, run: () => Promise<T>): Promise<T> =>
  acting.run(who, run);

const TELL = `select set_config('app.actor_type', $1, false), set_config('app.actor_id', $2, false),
  set_config('app.request_id', $3, false)`;

/** Wraps a pool for the library: connections carry the current actor and lose it afterwards. */
export function actingPool(pool: pg.Pool) {
  const marked = new WeakSet<pg.PoolClient>();
  return {
    async connect(): Promise<pg.PoolClient> {
      const client = await pool.connect();
      const who = acting.getStore();
      // One round trip to set or clear the actor; none for reading a session.
      if (who || marked.has(client)) {
        const values = who ? [who.actor.type, who.actor.id ?? '', who.requestId] : ['', '', ''];
        try {
          await client.query(TELL, values);
        } catch (error) {
          client.release(error instanceof Error ? error : true);
          throw error;
        }
        if (who) marked.add(client);
        else marked.delete(client);
      }
      return client;
    },
    end: (): Promise<void> => pool.end(),
  };
}

/** Runs our own transaction on schema auth on behalf of an actor. */
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

import { prepared } from '#lib/prepared.ts';
import type { Context, Services } from '../../context.ts';
import { encryptValue } from '../../encryption/personal.ts';
import { contentAad, type Reported } from '../conversations/row.ts';
import { CHANNEL, growthOf } from './notify.ts';
import { noteMentions } from './context.ts';

/** Whether a provider may be asked (once for each reservation, whatever dies), and what is reserved for it. */
export type Begun =
  | { is: 'begun'; reserved: { tokens: number; micros: number } }
  | { is: 'canceled' | 'lost' | 'over' };

/** Claims a reserved call for the provider. `lost`: somebody has called already, and did not come back. */
export const beginCall = (services: Services, ctx: Context, id: string): Promise<Begun> =>
  services.db.withTenant(ctx, async (trx) => {
    const [begun]: { tokens: number; micros: number }[] = await trx('assistant_calls')
      .where({ id, status: 'reserved', called_at: null, cancel_asked_at: null })
      .update({ called_at: trx.raw('clock_timestamp()') })
      .returning(['reserved_tokens as tokens', 'reserved_micros as micros']);
    if (begun) return { is: 'begun', reserved: begun };
    const row: { status: string; called_at: Date | null } | undefined = await trx('assistant_calls')
      .where({ id })
      .first('status', 'called_at');
    if (row?.status !== 'reserved') return { is: 'over' };
    return { is: row.called_at ? 'lost' : 'canceled' };
  });

/** Gives a call back that its provider has refused before anything was written: it may be tried again. */
export const unbeginCall = (services: Services, ctx: Context, id: string): Promise<void> =>
  services.db.withTenant(ctx, async (trx) => {
    await trx('assistant_calls').where({ id, status: 'reserved' }).update({ called_at: null });
  });

const GROW = `
  with grown as (
    update assistant_messages set content_enc = :content, looking = '{}', updated_at = clock_timestamp()
    where id = :id and status = 'answering' and failure is distinct from 'erased'),
  first as (
    update assistant_calls set first_token_at = clock_timestamp() where id = :id and first_token_at is null)
  select pg_notify(:channel, :growth),
    -- A crash of the database itself may lose the last words, which is what they cost.
    set_config('synchronous_commit', 'off', true),
    (select c.status <> 'reserved' or c.cancel_asked_at is not null
        or not exists (select from assistant_messages m where m.tenant_id = c.tenant_id and m.id = c.id)
      from assistant_calls c where c.id = :id) as over`;

/**
 * Stores an answer as far as it has come.
 * @returns whether to go on: nobody has canceled the call
 */
export async function growAnswer(
  services: Services,
  ctx: Context,
  id: string,
  content: string,
): Promise<boolean> {
  const keys = await services.keyring.keys(ctx);
  const aad = contentAad({ tenant_id: ctx.tenantId, id });
  return services.db.withTenant(ctx, async (trx) => {
    const { rows } = await prepared<{ over: boolean | null }>(trx, GROW, {
      id,
      channel: CHANNEL,
      growth: growthOf(id),
      content: encryptValue(keys, aad, content),
    });
    return rows[0]?.over === false;
  });
}

/** Whether somebody wants a call to end, its conversation was deleted, or it has ended. */
export const isCallOver = (services: Services, ctx: Context, id: string): Promise<boolean> =>
  services.db.withTenant(ctx, async (trx) => {
    const open: unknown = await trx('assistant_calls as c')
      .join('assistant_messages as m', (on) =>
        on.on('m.tenant_id', 'c.tenant_id').andOn('m.id', 'c.id'),
      )
      .where({ 'c.id': id, 'c.status': 'reserved', 'c.cancel_asked_at': null })
      .first('c.id');
    return open === undefined;
  });

/** An answer as it ended at the provider. */
export type Answer = {
  content: string;
  usage: Reported | null;
  failure: string | null;
  retryAfterS: number | null;
  /** Contacts that may be in it. */
  contactIds: readonly string[];
};

/** Stores how an answer ended at the provider, before it is settled; settling then says so to whoever follows. */
export async function recordAnswer(
  services: Services,
  ctx: Context,
  id: string,
  { content, usage, failure, retryAfterS, contactIds }: Answer,
): Promise<void> {
  const keys = await services.keyring.keys(ctx);
  const aad = contentAad({ tenant_id: ctx.tenantId, id });
  await services.db.withTenant(ctx, async (trx) => {
    // Settling, which comes next, reaches the disk with everything before it.
    await trx.raw('set local synchronous_commit = off');
    const recorded: number = await trx('assistant_messages')
      .where({ id, status: 'answering' })
      .whereRaw(`failure is distinct from 'erased'`)
      .update({
        content_enc: content ? encryptValue(keys, aad, content) : null,
        usage: usage ? JSON.stringify(usage) : null,
        failure,
        retry_after_s: retryAfterS,
        looking: [],
        read_at: trx.fn.now(),
        updated_at: trx.raw('clock_timestamp()'),
      });
    if (recorded && content) await noteMentions(trx, ctx.tenantId, id, contactIds);
  });
}

import pMap from 'p-map';
import type { Context, Services } from '#domain/context.ts';
import { reserve } from '#domain/assistant/ledger/reserve.ts';
import { newId } from '#lib/ids.ts';

/** Decisions of one organization's quota: how many a second, and those of a bare counter. */
export type Decisions = { perSecond: number; barePerSecond: number };

/** As many at once: each holds a connection, and all want the same rows. */
const AT_ONCE = 8;
const ESTIMATE = {
  tokens: 900,
  prompt: 400,
  micros: 4_000,
  provider: 'openai',
  model: 'stand-in',
} as const;

/**
 * Decides about calls of one organization, of one user and of many conversations, as fast as it goes. Baseline, in
 * turns: a transaction with one statement that adds to one row while it is below a limit.
 */
export async function decide(
  services: Pick<Services, 'db'>,
  ctx: Context,
  count: number,
): Promise<Decisions> {
  const part = Math.ceil(count / TURNS);
  const row = newId();
  await services.db.withTenant(
    ctx,
    (trx) =>
    trx('assistant_totals').insert({ tenant_id: ctx.tenantId, month: BARE_MONTH, scope: `bare:${row}` }), // prettier-ignore
  );
  const seconds = { ours: 0, bare: 0 };
  for (let turn = 0; turn < TURNS; turn++) {
    const ids = await requested(services, ctx, part);
    seconds.ours += await timed(ids, async (id) => {
      const { status } = await reserve(services, ctx, id, ESTIMATE);
      if (status !== 'reserved') throw new Error(`${status} in place of reserved`);
    });
    seconds.bare += await timed(ids, async () => {
      await services.db.withTenant(ctx, (trx) =>
        trx.raw(
          `update assistant_totals set used_tokens = used_tokens + 900
           where month = ? and scope = ? and used_tokens + 900 < 1000000000000`,
          [BARE_MONTH, `bare:${row}`],
        ),
      );
    });
  }
  const all = part * TURNS;
  return { perSecond: all / seconds.ours, barePerSecond: all / seconds.bare };
}

const TURNS = 4;
/** A month that no call counts in. */
const BARE_MONTH = '2001-01-01';

async function timed(ids: readonly string[], one: (id: string) => Promise<void>): Promise<number> {
  const began = performance.now();
  await pMap(ids, one, { concurrency: AT_ONCE });
  return (performance.now() - began) / 1000;
}

/** Stores calls that wait for a decision. */
async function requested(
  services: Pick<Services, 'db'>,
  ctx: Context,
  count: number,
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  const actor_id = newId();
  await services.db.withTenant(ctx, (trx) =>
    trx('assistant_calls').insert(
      ids.map((id) => ({
        tenant_id: ctx.tenantId,
        id,
        conversation_id: newId(),
        actor_type: 'user',
        actor_id,
        feature: 'chat',
      })),
    ),
  );
  return ids;
}

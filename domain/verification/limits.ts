import type { Trx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { Context } from '../context.ts';
import { newId } from '#lib/ids.ts';
import { SEND_LIMITS } from './rules.ts';

/**
 * Counts one more code to a destination, or refuses it. Serialised per destination, so that parallel
 * requests cannot all be the last one allowed.
 * @throws AppError rate_limited with the seconds until the oldest counted send leaves its window
 */
export async function countSend(
  trx: Trx,
  ctx: Context,
  send: { address_bidx: Buffer; verification_id: string },
): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
    `send:${send.address_bidx.toString('hex')}`,
  ]);
  for (const { windowMs, sends } of SEND_LIMITS) {
    const row: { count: number; seconds: number | null } | undefined = await trx(
      'verification_sends',
    )
      .where({ address_bidx: send.address_bidx })
      .whereRaw(`requested_at > now() - ? * interval '1 millisecond'`, [windowMs])
      .first(
        trx.raw('count(*)::int as count'),
        trx.raw(
          `extract(epoch from min(requested_at) + ? * interval '1 millisecond' - now())::float8 as seconds`,
          [windowMs],
        ),
      );
    if (row && row.count >= sends) {
      throw new AppError('rate_limited', 'Too many codes for this address; try again later', {
        retryAfter: row.seconds ?? windowMs / 1000,
      });
    }
  }
  await trx('verification_sends').insert({ tenant_id: ctx.tenantId, id: newId(), ...send });
}

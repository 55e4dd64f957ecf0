import { Verification } from '#models/verification.ts';
import type { Context, Services } from '../context.ts';
import { restLeft } from '../senders/sender-rests.ts';
import { smsSize } from '../templates/segments.ts';
import { codeHmac, newCode } from './code.ts';
import { codeAddress } from './unproven-opt-in.ts';
import { codeMessage, type CodeMessage } from './message.ts';
import { endOver, whyOver } from './question.ts';
import { lockStanding, type CodeStanding } from './time-left.ts';

/**
 * A code to hand over, number `send` of its verification; or the verification's standing when none is due. `restMs`: a
 * code is due, and its sender has to wait so long.
 */
export type DueCode =
  | { due: true; message: CodeMessage; send: number; segments: number }
  | { due: false; stands: CodeStanding; restMs?: number };

/**
 * Makes the code that is due and stores its keyed hash. The code itself is only in the returned message: hand it over
 * and store it nowhere. No code is due once every requested code was handed over, the time
 * is over, or the person has withdrawn or was blocked.
 */
export async function prepareCode(services: Services, ctx: Context, id: string): Promise<DueCode> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx): Promise<DueCode> => {
    const { v, stands } = await lockStanding(trx, id);
    if (!v || stands.waitMs === 0 || v.sent >= v.sends) return { due: false, stands };
    const restMs = await restLeft(trx, v.channel);
    if (restMs > 0) return { due: false, stands, restMs };
    const over = await whyOver(trx, v);
    if (over) {
      await endOver(trx, ctx, v, over, false);
      return { due: false, stands: { ...stands, status: 'canceled', waitMs: 0 } };
    }
    const code = newCode(v.channel);
    await Verification.query(trx)
      .where({ id })
      .patch({ code_hmac: codeHmac(keys.signing, v, code) });
    const message = await codeMessage(trx, services, keys, v, { to: codeAddress(keys, v), code });
    const segments = v.channel === 'sms' ? smsSize(message.text).segments : 1;
    return { due: true, message, send: v.sends, segments };
  });
}

import { AppError, notFound } from '#lib/errors.ts';
import { leafOf } from '../audit/entry.ts';
import { readPublished } from '../audit/published.ts';
import { recordAudit } from '../audit/record.ts';
import { checkReceipt } from './check-receipt.ts';
import { makeReceipt } from './make-receipt.ts';
import type { Receipt } from './receipt.contract.ts';
import type { Context, Services } from '../context.ts';
import { assertMayReveal } from '../reveal.ts';
import { receiptEvents, receiptRows, type ReceiptRow } from './rows.ts';
import { isMaking } from './traces.ts';

export type Making = { at: Date; by: { type: string; id: string | null }; revealed: boolean };

/** A receipt as it would be issued now, with the result of its check. */
export type CheckedReceipt = {
  receipt: Receipt | null;
  check: {
    ok: boolean;
    /** The problems, each continuing "This receipt …"; or the reason why no receipt can be created. */
    problems: string[];
    /** Whether the published copy of its seal contains its row; null: not published yet. */
    published: boolean | null;
  };
};
export type ReceiptDetail = ReceiptRow & CheckedReceipt & { makings: Making[] };

/**
 * Returns one receipt with its traces, created and checked now. This does not count as issuing it.
 * @param reveal shows the address in clear: needs pii:read and is audited
 * @throws AppError not_found, forbidden
 */
export async function getReceipt(
  services: Services,
  ctx: Context,
  id: string,
  reveal: boolean,
): Promise<ReceiptDetail> {
  if (reveal) assertMayReveal(ctx);
  const keys = await services.keyring.keys(ctx);
  const { row, makings } = await services.db.withTenant(ctx, async (trx) => {
    const found = await receiptEvents(trx).where('consent_events.id', id).limit(1);
    const [made] = await receiptRows(trx, keys, found);
    if (!made) throw notFound('Receipt');
    const log: { at: Date; type: string; id: string | null; revealed: boolean }[] = await trx(
      'audit_log as a',
    )
      .where({ 'a.entity_type': 'consent', 'a.entity_id': made.consent_id })
      .whereRaw(`a.detail ->> 'event_id' = ? and ${isMaking('a')}`, [id])
      .orderBy('a.seq', 'desc')
      .limit(100)
      .select('a.occurred_at as at', 'a.actor_type as type', 'a.actor_id as id', trx.raw(`a.action = 'consent.revealed' as revealed`)); // prettier-ignore
    if (reveal) {
      await recordAudit(trx, ctx, {
        action: 'consent.revealed',
        entityType: 'consent',
        entityId: made.consent_id,
        detail: { event_id: id },
      });
    }
    const makings = log.map((one) => ({
      at: one.at,
      by: { type: one.type, id: one.id },
      revealed: one.revealed,
    }));
    return { row: made, makings };
  });
  return { ...row, makings, ...(await checked(services, ctx, row, reveal)) };
}

async function checked(
  services: Services,
  ctx: Context,
  { id, consent_id }: ReceiptRow,
  address: boolean,
): Promise<CheckedReceipt> {
  let made: Receipt;
  try {
    made = await makeReceipt(services, ctx, consent_id, { eventId: id, address });
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'conflict') throw error;
    return { receipt: null, check: { ok: false, problems: [error.message], published: null } };
  }
  const verdict = checkReceipt(made);
  const { seal, entry, index } = made.proof;
  const outside = await readPublished(services, ctx.tenantId, seal.number);
  const published =
    outside &&
    outside.seal.hash === seal.hash &&
    outside.leaves[index] === leafOf(entry).toString('base64url');
  const problems = [
    ...(verdict.ok ? [] : verdict.problems),
    ...(published === false ? ['is not what was published outside the database'] : []),
  ];
  return { receipt: made, check: { ok: problems.length === 0, problems, published } };
}

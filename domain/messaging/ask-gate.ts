import type { Trx } from '#lib/db.ts';
import { gateJoin, gateReason, type GateReason } from '../consent/gate.ts';

export type Asked = {
  /** Null: it may go, and `eventId` is its warrant. */
  reason: GateReason | null;
  consentId: string | null;
  eventId: string | null;
};

/**
 * Asks the gate about one address, holding its consent until the transaction ends: an opt-out comes
 * wholly before or wholly after. Two statements, because the second must see what the first waited for.
 */
export async function askGate(
  trx: Trx,
  about: {
    tenantId: string;
    channel: 'sms' | 'email';
    purposeId: string;
    addressBidx: Buffer;
  },
): Promise<Asked> {
  await trx('consents')
    .where({
      address_bidx: about.addressBidx,
      channel: about.channel,
      purpose_id: about.purposeId,
    })
    .forUpdate()
    .select('id');
  const { rows } = await trx.raw(
    `select ${gateReason('a')} as reason, c.id as "consentId", c.granted_event_id as "eventId"
     from (select ?::uuid as tenant_id, ?::bytea as address_bidx, ?::text as channel,
       ?::uuid as purpose_id) a ${gateJoin('a')}`,
    [about.tenantId, about.addressBidx, about.channel, about.purposeId],
  );
  return rows[0];
}

import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
import { gateJoin, gateReason, type GateReason } from '../consent/gate/gate.ts';

export type Asked = {
  /** Null: it may go, and `eventId` is the consent event that allows it. */
  reason: GateReason | null;
  consentId: string | null;
  eventId: string | null;
};

/** One address, channel and purpose. */
export type Asking = { channel: 'sms' | 'email'; purposeId: string; addressBidx: Buffer };

/**
 * Asks the gate about one address and locks its consent until the transaction ends, so that an opt-out comes entirely
 * before or entirely after. Two statements, because the second must see what the first waited for.
 */
export async function askGate(trx: Trx, about: Asking & { tenantId: string }): Promise<Asked> {
  await trx('consents')
    .where({
      address_bidx: about.addressBidx,
      channel: about.channel,
      purpose_id: about.purposeId,
    })
    .forUpdate()
    .select('id');
  const [asked] = await theGate(trx, about.tenantId, [about]);
  if (!asked) throw new Error('the gate did not answer');
  return asked;
}

/**
 * Asks the gate for many without waiting for locks: null where another transaction is changing the consent right now.
 * The others stay locked until the transaction ends; several transactions that only ask share the lock.
 */
export async function askGates(
  trx: Trx,
  tenantId: string,
  about: readonly Asking[],
): Promise<(Asked | null)[]> {
  const { rows } = await prepared<{ id: string }>(trx, LOCK, columns(about));
  const locked = new Set(rows.map((row) => row.id));
  const asked = await theGate(trx, tenantId, about);
  return asked.map((one) => (one.consentId === null || locked.has(one.consentId) ? one : null));
}

async function theGate(trx: Trx, tenantId: string, about: readonly Asking[]): Promise<Asked[]> {
  const { rows } = await prepared<Asked>(trx, GATE, [tenantId, ...columns(about)]);
  return rows;
}

/** Locks the consents of addresses, channels and purposes, except those that another transaction is changing. */
export const LOCK = `
  select c.id from consents c where (c.address_bidx, c.channel, c.purpose_id) in
    (select * from unnest(?::bytea[], ?::text[], ?::uuid[])) order by c.id for share skip locked`;

/** Asks the gate about a tenant's addresses, channels and purposes; answers in the same order. */
export const GATE = `
  select ${gateReason('a')} as reason, c.id as "consentId", c.granted_event_id as "eventId"
  from (select ?::uuid as tenant_id, t.* from unnest(?::bytea[], ?::text[], ?::uuid[])
    with ordinality as t (address_bidx, channel, purpose_id, n)) a ${gateJoin('a')} order by a.n`;

/** Returns the parallel arrays that `LOCK` and `GATE` take as bindings. */
export const columns = (about: readonly Asking[]): [Buffer[], string[], string[]] => [
  about.map((one) => one.addressBidx),
  about.map((one) => one.channel),
  about.map((one) => one.purposeId),
];

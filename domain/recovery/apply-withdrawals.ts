import type { Trx } from '#lib/db.ts';
import { Consent } from '#models/consent.ts';
import type { Context } from '../context.ts';
import { recordEvents } from '../consent/record/record-event.ts';
import { CONSENT_SOURCES, type ConsentSource } from '../consent/rules.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { Protection } from './journal.ts';

/**
 * Applies withdrawals. Each consent is locked as for any withdrawal; a missing one is created, without its address.
 */
export async function applyWithdrawals(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  withdrawals: Protection['withdrawals'],
): Promise<number> {
  if (!withdrawals.length) return 0;
  await trx.raw(
    `insert into consents (tenant_id, id, address_bidx, channel, purpose_id)
     select distinct on (w.address_bidx, w.channel, w.purpose_id) :tenant::uuid, w.consent_id,
       decode(w.address_bidx, 'hex'), w.channel, w.purpose_id
     from jsonb_to_recordset(:rows::jsonb) as w(consent_id uuid, address_bidx text, channel text, purpose_id uuid)
     join purposes p on p.tenant_id = :tenant::uuid and p.id = w.purpose_id
     order by w.address_bidx, w.channel, w.purpose_id
     on conflict do nothing`,
    { tenant: ctx.tenantId, rows: JSON.stringify(withdrawals) },
  );
  const locked = await Consent.query(trx)
    .whereRaw(
      '(address_bidx, channel, purpose_id) in (select * from unnest(?::bytea[], ?::text[], ?::uuid[]))',
      [
        withdrawals.map((one) => Buffer.from(one.address_bidx, 'hex')),
        withdrawals.map((one) => one.channel),
        withdrawals.map((one) => one.purpose_id),
      ],
    )
    .orderBy('id')
    .forUpdate();
  // Of two withdrawals the later one counts.
  const wanted = new Map(
    withdrawals.map((one) => [nameOf(one.address_bidx, one.channel, one.purpose_id), one]),
  );
  const acts = locked.flatMap((consent) => {
    const name = nameOf(consent.address_bidx.toString('hex'), consent.channel, consent.purpose_id);
    const one = wanted.get(name);
    const capturedAt = new Date(one?.captured_at ?? 0);
    if (!one || (consent.withdrawn_at && consent.withdrawn_at >= capturedAt)) return [];
    const source = sourceOf(one.source);
    return [
      { consent, act: { action: 'withdraw' as const, source }, facts: { capturedAt, source } },
    ];
  });
  await recordEvents(trx, ctx, keys, acts);
  return acts.length;
}

const nameOf = (bidx: string, channel: string, purpose: string): string =>
  `${bidx} ${channel} ${purpose}`;

const sourceOf = (text: string): ConsentSource =>
  CONSENT_SOURCES.find((source) => source === text) ?? 'system';

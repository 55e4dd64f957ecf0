import { recordAudits } from '../../audit/record.ts';
import { bidxs } from '../subject.ts';
import { withdrawAll } from './withdraw-all.ts';
import { CHUNK, inChunks, tally, type Erasing } from './step.ts';

/**
 * Reduces consents to their proof: what was agreed to, when, in which wording, from which source, and the withdrawal
 * (Art. 7(1), 17(3)(e)). The person stays only as SHA-256(suppression hash ‖ id): with the address their record can
 * still be shown, but the address cannot be derived from it. Evidence (network address, browser, notes) is deleted.
 */
export async function eraseConsents(one: Erasing): Promise<void> {
  const { services, ctx, subject } = one;
  // Withdraws what was requested or granted since the erasure began, on record, before it loses its address.
  await withdrawAll(one);
  const hashOf = new Map(subject.addresses.map((a) => [a.bidx, a.suppression_hash]));
  await inChunks(one, async (trx) => {
    const rows: { id: string; address_bidx: Buffer }[] = await trx('consents')
      .whereRaw('address_bidx = any(?::bytea[])', [bidxs(subject)])
      .where({ state: 'withdrawn' })
      .limit(CHUNK)
      .orderBy('id')
      .forUpdate()
      .select('id', 'address_bidx');
    const ids = rows.map((row) => row.id);
    if (!ids.length) return 0;
    const events: number = await trx('consent_events')
      .whereIn('consent_id', ids)
      .update({ ip_enc: null, user_agent_enc: null, evidence_enc: null, form_url: null });
    await trx.raw(
      `update consents c set contact_id = null, address_enc = null, address_gone = 'erasure',
         address_bidx = sha256(decode(r.hash, 'hex') || uuid_send(c.id))
       from jsonb_to_recordset(?::jsonb) as r(id uuid, hash text) where c.id = r.id`,
      [
        JSON.stringify(
          rows.map(({ id, address_bidx }) => ({
            id,
            hash: hashOf.get(address_bidx.toString('hex')),
          })),
        ),
      ],
    );
    await tally(trx, one, { consents: ids.length, consent_events: events });
    return ids.length;
  });
  await services.db.withRetentionRole(ctx, async (trx) => {
    const gone: { id: string; channel: string; reason: string }[] = await trx('suppressions')
      .whereRaw('address_bidx = any(?::bytea[])', [bidxs(subject)])
      .delete()
      .returning(['id', 'channel', 'reason']);
    // Earlier blocks of the address were stored under its blind index.
    await trx('suppression_changes')
      .whereRaw('address_bidx = any(?::bytea[])', [bidxs(subject)])
      .delete();
    await recordAudits(
      trx,
      ctx,
      gone.map(({ id, channel, reason }) => ({
        action: 'suppression.deleted',
        entityType: 'suppression',
        entityId: id,
        detail: { channel, reason, by: 'erasure' },
      })),
    );
    await tally(trx, one, { suppressions: gone.length });
  });
}

import { encryptValue } from '../../encryption/personal.ts';
import { bidxs, owned, owner } from '../subject.ts';
import { CHUNK, inChunks, tally, type Erasing } from './step.ts';

/**
 * Removes the person from verifications. The fact and the result of a code stay, because consents rest on it. Its
 * address is emptied, its index becomes a random hash; counters of the address are deleted. Pending codes are
 * canceled.
 */
export async function eraseVerifications(one: Erasing): Promise<void> {
  const { services, ctx, subject } = one;
  const keys = await services.keyring.keys(ctx);
  await inChunks(one, async (trx) => {
    const { rows } = await trx.raw<{ rows: { id: string }[] }>(
      `select v.id from verifications v where ${owned('v')} limit :most for update`,
      { ...owner(subject), most: CHUNK },
    );
    if (!rows.length) return 0;
    const emptied = rows.map(({ id }) => ({
      id,
      to: encryptValue(keys, { tenantId: ctx.tenantId, table: 'verifications', id, column: 'to' }, '').toString('hex'),
    })); // prettier-ignore
    await trx.raw(
      `with emptied as (select * from jsonb_to_recordset(:rows::jsonb) as r(id uuid, "to" text)),
       sends as (
         update verification_sends s set prefix = null, address_bidx = sha256(uuid_send(s.verification_id))
         from emptied e where s.tenant_id = :tenant and s.verification_id = e.id
       )
       update verifications v set to_enc = decode(e."to", 'hex'), address_gone = 'erasure', contact_id = null, prefix = null,
         address_bidx = sha256(uuid_send(v.id)), code_hmac = null, held_enc = null,
         provider_message_id = null,
         finished_at = coalesce(v.finished_at, now()),
         status = case when v.status = 'pending' then 'canceled' else v.status end
       from emptied e where v.tenant_id = :tenant and v.id = e.id`,
      { rows: JSON.stringify(emptied), tenant: ctx.tenantId },
    );
    await tally(trx, one, { verifications: rows.length });
    return rows.length;
  });
  await services.db.withRetentionRole(ctx, async (trx) => {
    const all = [bidxs(subject)];
    const locks: number = await trx('verification_locks').whereRaw('address_bidx = any(?::bytea[])', all).delete(); // prettier-ignore
    const uses: number = await trx('frequency_uses').whereRaw('address_bidx = any(?::bytea[])', all).delete(); // prettier-ignore
    await tally(trx, one, { counters: locks + uses });
  });
}

import { isHeld } from '../../holds/in-force.ts';
import { encryptValue } from '../../encryption/personal.ts';
import type { Part, Taking } from '../part.ts';

/** A consent rests on it, so the fact stays; its address is deleted. */
const RESTS = `(exists (select from consent_events e where e.tenant_id = v.tenant_id and e.verification_id = v.id)
  or exists (select from verification_consents vc where vc.tenant_id = v.tenant_id and vc.verification_id = v.id))`;
const EMPTIED = `v.address_bidx = sha256(uuid_send(v.id))`;

const codes: Part = {
  name: 'codes',
  from: 'verifications v',
  id: 'v.id',
  idType: 'uuid',
  at: 'coalesce(v.finished_at, v.expires_at)',
  key: 'v.created_at',
  may: () => `not (${EMPTIED} and ${RESTS})`,
  content: 'v::text',
  held: isHeld('v', { contact: 'contact_id', address: 'address_bidx' }),
  lock: 'v',
  async take({ trx, keys }, ids) {
    const { rows } = await trx.raw<{ rows: { id: string; tenant_id: string }[] }>(
      `select v.tenant_id, v.id from verifications v where v.id = any(:ids::uuid[]) and ${RESTS}`,
      { ids },
    );
    const emptied = rows.map(({ id, tenant_id: tenantId }) => ({
      id,
      to: encryptValue(keys, { tenantId, table: 'verifications', id, column: 'to' }, '').toString('hex'),
    })); // prettier-ignore
    await trx('verification_sends').whereIn('verification_id', ids).delete();
    await trx.raw(
      `update verifications v set to_enc = decode(e."to", 'hex'), contact_id = null,
         address_gone = coalesce(v.address_gone, 'retention'), prefix = null,
         address_bidx = sha256(uuid_send(v.id)), code_hmac = null, provider_message_id = null,
         finished_at = coalesce(v.finished_at, v.expires_at),
         status = case when v.status = 'pending' then 'expired' else v.status end
       from jsonb_to_recordset(:rows::jsonb) as e(id uuid, "to" text) where v.id = e.id`,
      { rows: JSON.stringify(emptied) },
    );
    const stay = new Set(rows.map((row) => row.id));
    await trx('verifications')
      .whereIn(
        'id',
        ids.filter((id) => !stay.has(id)),
      )
      .delete();
  },
};

/** Failures of an address outlive any single code, so they are deleted separately. */
const failures: Part = {
  name: 'failures',
  from: 'verification_locks k',
  id: 'k.id',
  idType: 'uuid',
  at: `coalesce(greatest(k.locked_until, k.failed_at[cardinality(k.failed_at)]), timestamptz '-infinity')`,
  may: () => 'true',
  content: 'k::text',
  held: isHeld('k', { address: 'address_bidx' }),
  lock: 'k',
  take: ({ trx }: Taking, ids) => trx('verification_locks').whereIn('id', ids).delete(),
};

/** Requests about personal data that were never proved. */
const unproven: Part = {
  name: 'unproven_requests',
  from: 'privacy_requests q',
  id: 'q.id',
  idType: 'uuid',
  at: 'q.asked_at',
  key: 'q.asked_at',
  may: () => `q.status = 'unproven'`,
  content: 'q::text',
  held: isHeld('q', { contact: 'contact_id', address: 'address_bidx' }),
  lock: 'q',
  take: ({ trx }: Taking, ids) => trx('privacy_requests').whereIn('id', ids).delete(),
};

export const verificationParts = [codes, failures, unproven];

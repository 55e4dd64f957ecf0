import { tenantId, type TenantId } from '#lib/ids.ts';
import { consentAddress } from '../consent/consent-address.ts';
import type { Context, Services } from '../context.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import { suppressionAad } from '../suppressions/view.ts';
import { decryptValue, forgiving } from '../encryption/personal.ts';
import { codeAddress } from './unproven-opt-in.ts';
import { noteNumbers, numberHash } from '../addresses/known-numbers.ts';
import { moveNumber } from '../addresses/move-number.ts';

/** Returns the tenants that have numbers without a shared hash. */
export async function tenantsToName(services: Pick<Services, 'db'>): Promise<TenantId[]> {
  const rows: { tenant_id: string }[] = await services.db.withJobs((trx) =>
    // Row security shows only those rows when no number is named.
    trx('known_numbers').distinct('tenant_id'),
  );
  return rows.map((row) => tenantId(row.tenant_id));
}

type Waiting = {
  address_bidx: Buffer;
  contact_id: string | null;
  phone_enc: Buffer | null;
  consent_id: string | null;
  address_enc: Buffer | null;
  verification_id: string | null;
  to_enc: Buffer | null;
  held_enc: Buffer | null;
  block_id: string | null;
  block_enc: Buffer | null;
};

/**
 * Adds the shared hash to numbers that lack it: numbers older than the index, and those written by code that does not
 * note them. Rows with an index from before all spellings of a phone had one get the right one.
 * @returns how many it looked at; less than `limit`: none are left
 */
export async function nameNumbers(services: Services, ctx: Context, limit = 500): Promise<number> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: Waiting[] }>(
      `select k.address_bidx, p.id as contact_id, p.phone_enc, c.id as consent_id, c.address_enc,
         v.id as verification_id, v.to_enc, v.held_enc, s.id as block_id, s.address_enc as block_enc
       from (select * from known_numbers where number_hash is null
         order by address_bidx limit ? for update skip locked) k
       left join lateral (select id, phone_enc from contacts
         where tenant_id = k.tenant_id and phone_bidx = k.address_bidx limit 1) p on true
       left join lateral (select id, address_enc from consents where tenant_id = k.tenant_id
         and address_bidx = k.address_bidx and channel = 'sms' and address_enc is not null limit 1) c on true
       left join lateral (select id, to_enc, held_enc from verifications where tenant_id = k.tenant_id
         and address_bidx = k.address_bidx and channel = 'sms' limit 1) v on true
       left join suppressions s on s.tenant_id = k.tenant_id and s.channel = 'sms'
         and s.address_bidx = k.address_bidx and s.address_enc is not null`,
      [limit],
    );
    if (!rows.length) return 0;
    const numbers = rows.map((row) => numberOf(forgiving(keys), ctx.tenantId, row));
    await trx.raw(
      `update known_numbers k set number_hash = n.hash
       from unnest(?::bytea[], ?::bytea[]) as n(bidx, hash) where k.address_bidx = n.bidx`,
      [
        rows.map((row) => row.address_bidx),
        numbers.map((number) => (number ? numberHash(keys.shared, number) : Buffer.alloc(0))),
      ],
    );
    for (const [i, { address_bidx: old }] of rows.entries()) {
      const number = numbers[i];
      const now = number ? blindIndex(keys, 'sms', number) : old;
      if (number && !now.equals(old)) {
        await moveNumber(trx, old, now);
        await noteNumbers(trx, keys, [{ bidx: now, number }]);
      }
    }
    // Numbers that are only blocked were listed to be looked at once.
    await trx.raw(
      `delete from known_numbers k where address_bidx = any(?) and not exists (select from contacts where phone_bidx = k.address_bidx)
         and not exists (select from consents where channel = 'sms' and address_bidx = k.address_bidx)
         and not exists (select from verifications where channel = 'sms' and address_bidx = k.address_bidx)`,
      [rows.flatMap((row) => (row.block_id === null ? [] : row.address_bidx))],
    );
    return rows.length;
  });
}

/**
 * Returns the number from the first row that is readable; null when no row holds it in clear any more.
 * @param keys forgiving keys: one damaged row must not stop the others
 */
function numberOf(keys: TenantKeys, tenant_id: string, row: Waiting): string | null {
  const { contact_id, consent_id, address_enc, verification_id, to_enc, held_enc } = row;
  const aad = { tenantId: tenant_id, table: 'contacts', id: contact_id ?? '', column: 'phone' };
  return (
    (contact_id && decryptValue(keys, aad, row.phone_enc)) ||
    (consent_id && consentAddress(keys, { tenant_id, id: consent_id, address_enc })) ||
    (verification_id && to_enc
      ? codeAddress(keys, { tenant_id, id: verification_id, to_enc, held_enc })
      : null) ||
    (row.block_id &&
      decryptValue(keys, suppressionAad(tenant_id, row.block_id, 'address'), row.block_enc))
  );
}

import pMap from 'p-map';
import type { Trx } from '#lib/db.ts';
import { tenantId, type TenantId } from '#lib/ids.ts';
import { numberHashes } from '../addresses/known-numbers.ts';
import { moveIfEarlier } from '../addresses/move-number.ts';
import type { Services } from '../context.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';

/**
 * A tenant that an inbound text may be for. `texted`: it has sent something to this number, so the text may be an
 * answer. `known`: false for the only tenant when it does not know the number.
 */
export type Knows = {
  tenantId: TenantId;
  name: string;
  texted: boolean;
  active: boolean;
  known: boolean;
};

/** Tenants queried in parallel; each takes about 2 ms. */
const AT_ONCE = 4;

type Asked = { tenant_id: string; name: string; status: string; only: boolean };

/**
 * Returns the tenants that have this number as a contact or in a consent, or that have texted it, since tenants share
 * the sender. An index over all tenants finds the candidates; each is then queried with its own keys. If there is
 * only one tenant, it is always returned: the text can be for nobody else.
 * @param number in E.164, any spelling
 */
export async function whoKnows(services: Services, number: string): Promise<Knows[]> {
  const hashes = numberHashes(services.keyring.shared, number).map((hash) => hash.toString('hex'));
  // Includes suspended tenants: a STOP must be in force when they come back.
  const tenants = await services.db.withJobs(async (trx) => {
    const asked = new Map<string, Asked>();
    for (const hash of hashes) {
      await trx.raw(`select set_config('app.number_hash', ?, true)`, [hash]);
      const { rows } = await trx.raw<{ rows: Asked[] }>(
        `select t.tenant_id, t.name, t.status, o.only
         from tenants t, (select count(*) = 1 as only from (select from tenants limit 2) two) o
         where o.only or t.tenant_id in (select tenant_id from known_numbers)
         order by t.created_at`,
      );
      for (const row of rows) asked.set(row.tenant_id, row);
    }
    return [...asked.values()];
  });
  const looked = await pMap(
    tenants,
    async ({ tenant_id, name, status, only }): Promise<Knows | null> => {
      const scope = { tenantId: tenantId(tenant_id) };
      const keys = await services.keyring.keys(scope);
      const { known, texted } = await services.db.withTenant(scope, (trx) =>
        look(trx, keys, number),
      );
      return known || texted || only
        ? { ...scope, name, texted, active: status === 'active', known: known || texted }
        : null;
    },
    { concurrency: AT_ONCE },
  );
  return looked.filter((one) => one !== null);
}

/** Returns the oldest active organisation. In an installation with several it is the operator's. */
export const firstOrganization = (services: Services): Promise<Knows | null> =>
  services.db.withJobs(async (trx) => {
    const { rows } = await trx.raw<{ rows: { tenant_id: string; name: string }[] }>(
      `select tenant_id, name from tenants where status = 'active' order by created_at, tenant_id limit 1`,
    );
    const [row] = rows;
    return row
      ? {
          tenantId: tenantId(row.tenant_id),
          name: row.name,
          texted: false,
          active: true,
          known: false,
        }
      : null;
  });

type Found = { known: boolean; texted: boolean };

async function look(trx: Trx, keys: TenantKeys, number: string): Promise<Found> {
  await moveIfEarlier(trx, keys, number);
  const { rows } = await trx.raw<{ rows: Found[] }>(
    `select exists (select from contacts where phone_bidx = :bidx)
       or exists (select from consents where address_bidx = :bidx and channel = 'sms') as known,
       exists (select from messages where address_bidx = :bidx and channel = 'sms' and campaign_id is null
         and sent_at is not null)
       or exists (select from contacts k join messages m on m.tenant_id = k.tenant_id
         and m.contact_id = k.id and m.channel = 'sms' and m.sent_at is not null where k.phone_bidx = :bidx)
       or exists (select from verifications where address_bidx = :bidx and channel = 'sms' and sent > 0)
         as texted`,
    { bidx: blindIndex(keys, 'sms', number) },
  );
  return rows[0] ?? { known: false, texted: false };
}

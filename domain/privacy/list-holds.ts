import { viewEach, type Marked } from '../addresses/view-each.ts';
import { personOf } from '../contacts/person.ts';
import type { Context, Services } from '../context.ts';
import { holdsOn } from '../holds/in-force.ts';
import { holdView, type HoldRow, type HoldView } from '../holds/row.ts';
import { page, type Page, type PageRequest } from '../paging.ts';

export type HoldFilter = PageRequest & {
  state?: 'in_force' | 'released' | undefined;
  contact_id?: string | undefined;
  campaign_id?: string | undefined;
  keeps_contact_id?: string | undefined;
};

/**
 * Lists holds, newest first. Those of a contact are also those in force on an address that it has or had.
 * `keeps_contact_id`: every hold in force that keeps a contact, also the organization's and those of campaigns.
 * @throws AppError invalid (cursor)
 */
export async function listHolds(
  services: Services,
  ctx: Context,
  { state, contact_id, campaign_id, keeps_contact_id, ...request }: HoldFilter,
): Promise<Page<HoldView & Marked>> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const query = trx('legal_holds').select('legal_holds.*');
    if (state === 'in_force') query.whereNull('released_at');
    if (state === 'released') query.whereNotNull('released_at');
    if (contact_id !== undefined) {
      const { addresses } = await personOf(trx, contact_id);
      query.whereRaw('(contact_id = ?::uuid or addresses && ?::bytea[])', [contact_id, addresses]);
    }
    if (keeps_contact_id !== undefined) {
      const { addresses } = await personOf(trx, keeps_contact_id);
      const holds = await holdsOn(trx, { contactId: keeps_contact_id, addresses });
      query.whereRaw('id = any(?::uuid[])', [holds.map(({ id }) => id)]);
    }
    if (campaign_id !== undefined) query.where({ campaign_id });
    const found = await page<HoldRow>(query, request, 'created_at', 'legal_holds');
    return { ...found, data: viewEach(keys, found.data, holdView) };
  });
}

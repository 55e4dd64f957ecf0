import type { Trx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { HoldScope } from './contract.ts';

/** The data to be deleted: of a person, by id and addresses (blind indexes), or of a campaign. Empty: of everybody. */
export type About = {
  contactId?: string | null | undefined;
  addresses?: readonly Buffer[] | undefined;
  campaignId?: string | null | undefined;
};
export type Hold = { id: string; scope: HoldScope };

/**
 * Returns the holds in force on some data: the organisation's, those of this person or campaign, and for a person
 * also those of campaigns that wrote to them.
 * @param lock locks the holds against a release until this transaction ends
 */
export async function holdsOn(
  trx: Trx,
  about: About,
  { lock = false }: { lock?: boolean } = {},
): Promise<Hold[]> {
  const { rows } = await trx.raw<{ rows: Hold[] }>(
    `select h.id, h.scope from legal_holds h
     where h.released_at is null and (h.scope = 'tenant' or h.contact_id = :contact::uuid
       or h.addresses && :addresses::bytea[] or h.campaign_id = :campaign::uuid
       or h.scope = 'campaign' and exists (select from messages m
         where m.tenant_id = h.tenant_id and m.campaign_id = h.campaign_id
           and (m.contact_id = :contact::uuid or m.address_bidx = any(:addresses::bytea[]))))
     order by h.id ${lock ? 'for share of h' : ''}`,
    {
      contact: about.contactId ?? null,
      addresses: [...(about.addresses ?? [])],
      campaign: about.campaignId ?? null,
    },
  );
  return rows;
}

/** Refuses to delete data under a hold. @throws AppError conflict with the ids of the holds */
export async function refuseHeld(trx: Trx, about: About): Promise<void> {
  const holds = await holdsOn(trx, about);
  if (!holds.length) return;
  throw new AppError(
    'conflict',
    'A legal hold keeps this; it can be deleted once the hold is released',
    {
      extra: { reason: 'on_hold', holds: holds.map((hold) => hold.id) },
    },
  );
}

/**
 * Returns SQL for whether a hold in force covers a row, for statements over many rows. The alias must have tenant_id.
 * `columns` names the columns that link the row to a person or campaign, as far as it has them.
 */
export function isHeld(
  alias: string,
  columns: { contact?: string; address?: string; campaign?: string } = {},
): string {
  const by = [
    `h.scope = 'tenant'`,
    ...(columns.contact ? [`h.contact_id = ${alias}.${columns.contact}`] : []),
    ...(columns.address ? [`${alias}.${columns.address} = any(h.addresses)`] : []),
    ...(columns.campaign ? [`h.campaign_id = ${alias}.${columns.campaign}`] : []),
  ];
  return `exists (select from legal_holds h where h.tenant_id = ${alias}.tenant_id
    and h.released_at is null and (${by.join(' or ')}))`;
}

import type { TenantKeys } from '../keyring/keyring.ts';
import { decryptValue } from '../encryption/personal.ts';
import type { HoldScope } from './contract.ts';

export type HoldRow = {
  tenant_id: string;
  id: string;
  scope: HoldScope;
  contact_id: string | null;
  addresses: Buffer[];
  campaign_id: string | null;
  reason_enc: Buffer;
  created_by_type: string;
  created_by: string | null;
  created_at: Date;
  released_at: Date | null;
  released_by_type: string | null;
  released_by: string | null;
  release_reason_enc: Buffer | null;
};

/** Returns the additional authenticated data of a hold's column. */
export const holdAad = (tenantId: string, id: string, column: 'reason' | 'release_reason') => ({
  tenantId,
  table: 'legal_holds',
  id,
  column,
});

/** Returns the API view of a hold. A hold by address alone shows no address, since only the hash is stored. */
export const holdView = (keys: TenantKeys, row: HoldRow) => ({
  id: row.id,
  scope: row.scope,
  in_force: row.released_at === null,
  contact_id: row.contact_id,
  campaign_id: row.campaign_id,
  reason: decryptValue(keys, holdAad(row.tenant_id, row.id, 'reason'), row.reason_enc),
  created_at: row.created_at,
  created_by: { type: row.created_by_type, id: row.created_by },
  released_at: row.released_at,
  released_by: row.released_by_type ? { type: row.released_by_type, id: row.released_by } : null,
  release_reason: decryptValue(
    keys,
    holdAad(row.tenant_id, row.id, 'release_reason'),
    row.release_reason_enc,
  ),
});
export type HoldView = ReturnType<typeof holdView>;

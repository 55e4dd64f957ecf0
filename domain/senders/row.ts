import type { RecordState, RecordUse } from './contract.ts';

/** The result of a look-up for one record of a domain. */
export type Seen = { state: RecordState; found: string[] };

export type SendingDomainRow = {
  tenant_id: string;
  id: string;
  domain: string;
  selector: string;
  public_key: string;
  dkim_key_enc: Buffer;
  ownership_token: string;
  proved_at: Date | null;
  proved_by: 'ownership' | 'dkim' | null;
  dkim_found_at: Date | null;
  checked_at: Date | null;
  seen: Partial<Record<RecordUse, Seen>>;
  created_at: Date;
};

/** Returns the additional authenticated data of a domain's private key. */
export const keyAad = ({ tenant_id, id }: Pick<SendingDomainRow, 'tenant_id' | 'id'>) => ({
  tenantId: tenant_id,
  table: 'sending_domains',
  id,
  column: 'dkim_key',
});

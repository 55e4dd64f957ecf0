import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import { maskedConsentAddress } from '../consent/consent-address.ts';
import type { AddressAbsent, AddressGone } from '../addresses/absent.contract.ts';
import { addressAbsent } from '../addresses/absent.ts';
import { viewEach, type Marked } from '../addresses/view-each.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { RECEIPT_ACTIONS, type ReceiptAction } from './words.contract.ts';
import { tracesOf, type Traces } from './traces.ts';

/** A receipt in a list, by its event, with its traces. */
export type ReceiptRow = Traces &
  Marked & {
    /** The id of the event, which is also the receipt's number. */
    id: string;
    consent_id: string;
    contact_id: string | null;
    channel: 'sms' | 'email';
    /** Masked. */
    address: string | null;
    address_absent: AddressAbsent | null;
    purpose: string;
    action: ReceiptAction;
    captured_at: Date;
    recorded_at: Date;
  };

type Row = Omit<ReceiptRow, keyof Traces | 'address' | 'address_absent'> & {
  tenant_id: string;
  address_enc: Buffer | null;
  address_gone: AddressGone | null;
};

/** Queries the events that have a receipt, as `consent_events`, with their consents as `c`. */
export const receiptEvents = (trx: Trx): Knex.QueryBuilder =>
  trx('consent_events')
    .join('consents as c', (on) => {
      on.on('c.tenant_id', 'consent_events.tenant_id').on('c.id', 'consent_events.consent_id');
    })
    .join('purposes as p', (on) => {
      on.on('p.tenant_id', 'c.tenant_id').on('p.id', 'c.purpose_id');
    })
    .whereIn('consent_events.action', [...RECEIPT_ACTIONS])
    .select(
      'consent_events.id', 'consent_events.tenant_id', 'consent_events.consent_id', 'consent_events.action',
      'consent_events.captured_at', 'consent_events.recorded_at', 'c.contact_id', 'c.channel', 'c.address_enc',
      'c.address_gone',       'p.key as purpose',
    ); // prettier-ignore

/** Returns one page of `receiptEvents`, the last recorded first. @throws AppError invalid (cursor) */
export async function pageOfReceipts(
  trx: Trx,
  keys: TenantKeys,
  query: Knex.QueryBuilder,
  request: PageRequest,
): Promise<Page<ReceiptRow>> {
  const found = await page<Row>(query, request, 'recorded_at', 'consent_events');
  return { ...found, data: await receiptRows(trx, keys, found.data) };
}

/** Converts rows of `receiptEvents` to list rows with traces. */
export async function receiptRows(
  trx: Trx,
  keys: TenantKeys,
  rows: readonly Row[],
): Promise<ReceiptRow[]> {
  const traces = await tracesOf(trx, rows);
  return viewEach(keys, rows, (open, row) => {
    const address = maskedConsentAddress(open, { ...row, id: row.consent_id }) || null;
    const absent = addressAbsent(address, row.address_gone);
    return { ...shown(row), address, address_absent: absent, ...traces(row.id, absent) };
  });
}

const shown = (row: Row) => ({
  id: row.id,
  consent_id: row.consent_id,
  contact_id: row.contact_id,
  channel: row.channel,
  purpose: row.purpose,
  action: row.action,
  captured_at: row.captured_at,
  recorded_at: row.recorded_at,
});

import type { AddressGone } from '../../addresses/absent.contract.ts';
import { addressAbsent } from '../../addresses/absent.ts';
import { maskAddress } from '../../addresses/address.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { decryptValue } from '../../encryption/personal.ts';
import type { Refusal, RequestKind, RequestStatus } from '../contract.ts';

/** A row of privacy_requests. */
export type RequestRow = {
  tenant_id: string;
  id: string;
  kind: RequestKind;
  status: RequestStatus;
  contact_id: string | null;
  channel: 'sms' | 'email';
  address_bidx: Buffer;
  address_enc: Buffer | null;
  address_gone: AddressGone | null;
  language: string;
  verification_id: string | null;
  asked_by_type: string;
  asked_by: string | null;
  asked_at: Date;
  proven_at: Date | null;
  due_at: Date | null;
  reminded_at: Date | null;
  overdue_at: Date | null;
  decided_at: Date | null;
  decided_by_type: string | null;
  decided_by: string | null;
  refusal: Refusal | null;
  refusal_note_enc: Buffer | null;
  process_id: string | null;
  workflow_id: string;
  told_at: Date | null;
  told: 'sent' | 'failed' | 'uncertain' | null;
  /** Of an open one that was tried; selected by `requestRows` only. */
  failure?: string | null;
};

/** Days before the end at which colleagues are reminded. */
export const REMIND_DAYS = 7;
const DAY_MS = 86_400_000;

/** Returns when colleagues are reminded of a request. */
export const remindAt = (due: Date): Date => new Date(due.getTime() - REMIND_DAYS * DAY_MS);

/** Additional authenticated data of an encrypted column of a request. */
export const requestAad = (tenantId: string, id: string, column: string) => ({
  tenantId,
  table: 'privacy_requests',
  id,
  column,
});

/** Returns the address in clear; null once it was deleted (`address_gone`). */
export const requestAddress = (keys: TenantKeys, row: RequestRow): string | null =>
  decryptValue(keys, requestAad(row.tenant_id, row.id, 'address'), row.address_enc);

/** Returns a request as colleagues see it at a time: the address masked, with the days left. */
export function requestView(keys: TenantKeys, row: RequestRow, now: Date) {
  const address = requestAddress(keys, row);
  const runs = (row.status === 'open' || row.status === 'under_way') && row.due_at !== null;
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    channel: row.channel,
    address: address ? maskAddress(row.channel, address) : null,
    address_absent: addressAbsent(address, row.address_gone),
    contact_id: row.contact_id,
    asked_by: { type: row.asked_by_type, id: row.asked_by },
    asked_at: row.asked_at,
    proven_at: row.proven_at,
    due_at: row.due_at,
    days_left:
      runs && row.due_at ? Math.floor((row.due_at.getTime() - now.getTime()) / DAY_MS) : null,
    near: runs && row.due_at ? remindAt(row.due_at) <= now : false,
    overdue: runs && row.due_at ? row.due_at <= now : false,
    decided_at: row.decided_at,
    decided_by: row.decided_by_type ? { type: row.decided_by_type, id: row.decided_by } : null,
    refusal: row.refusal,
    refusal_note: decryptValue(
      keys,
      requestAad(row.tenant_id, row.id, 'refusal_note'),
      row.refusal_note_enc,
    ),
    process_id: row.process_id,
    failure: row.failure ?? null,
    told: row.told,
    workflow_id: row.workflow_id,
  };
}
export type RequestView = ReturnType<typeof requestView>;

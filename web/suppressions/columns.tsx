import type { AddressAbsent } from '../../domain/addresses/absent.contract.ts';
import { own } from '../../lib/own.ts';
import { addressWords } from '../ui/address.ts';
import type { Column } from '../ui/list.tsx';
import { Channel, Moment } from '../ui/values.tsx';
import { REASON_WORDS } from './reasons.ts';

export type BlockedRow = {
  id: string;
  channel: string;
  address: string | null;
  address_absent: AddressAbsent | null;
  reason: string;
  note: string | null;
  expires_at: string | null;
  created_at: string;
};

/** The columns of a list of blocked addresses. */
export const BLOCKED_COLUMNS: Column<BlockedRow>[] = [
  { label: 'Address', cell: (s) => addressWords(s.address, s.address_absent) },
  { label: 'Channel', cell: (s) => <Channel value={s.channel} /> },
  { label: 'Reason', cell: (s) => own(REASON_WORDS, s.reason) ?? s.reason },
  { label: 'Note', cell: (s) => s.note, quiet: true },
  { label: 'Until', cell: (s) => <Moment at={s.expires_at} missing="Permanently" />, quiet: true },
  { label: 'Since', cell: (s) => <Moment at={s.created_at} />, quiet: true, tight: true },
];

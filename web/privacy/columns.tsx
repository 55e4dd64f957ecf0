import type { AddressAbsent } from '../../domain/addresses/absent.contract.ts';
import type { ErasureStatus, ExportStatus, RequestKind, RequestStatus } from '../../domain/privacy/contract.ts'; // prettier-ignore
import { addressWords } from '../ui/address.ts';
import type { Column } from '../ui/list.tsx';
import { Status } from '../ui/status.tsx';
import { Channel, Count, Moment } from '../ui/values.tsx';
import { Clock } from './clock.tsx';
import { KIND_WORDS } from './words.ts';

type Request = {
  id: string;
  kind: RequestKind;
  status: RequestStatus;
  channel: string;
  address: string | null;
  address_absent: AddressAbsent | null;
  asked_by: { type: string };
  asked_at: string;
  due_at: string | null;
  days_left: number | null;
  near: boolean;
  overdue: boolean;
};

export const REQUEST_COLUMNS: Column<Request>[] = [
  { label: 'Asks', cell: (r) => KIND_WORDS[r.kind] },
  { label: 'Who', cell: (r) => addressWords(r.address, r.address_absent) },
  { label: 'By', cell: (r) => (r.asked_by.type === 'person' ? 'Their link' : 'Letter or call'), quiet: true },
  { label: 'Channel', cell: (r) => <Channel value={r.channel} />, quiet: true },
  { label: 'State', cell: (r) => <Status value={r.status} /> },
  { label: 'Time left', cell: (r) => <Clock request={r} /> },
  { label: 'Asked', cell: (r) => <Moment at={r.asked_at} />, quiet: true },
]; // prettier-ignore

type Copy = {
  id: string;
  status: ExportStatus;
  asker: string;
  downloads: number;
  created_at: string;
  expires_at: string | null;
};

export const EXPORT_COLUMNS: Column<Copy>[] = [
  { label: 'Created', cell: (x) => <Moment at={x.created_at} /> },
  { label: 'State', cell: (x) => <Status value={x.status} /> },
  { label: 'Asked by', cell: (x) => x.asker, quiet: true },
  { label: 'Downloads', cell: (x) => <Count value={x.downloads} />, align: 'end' },
  { label: 'Until', cell: (x) => <Moment at={x.expires_at} />, quiet: true },
];

type Erasure = {
  id: string;
  status: ErasureStatus;
  dry_run: boolean;
  asker: string;
  created_at: string;
  finished_at: string | null;
};

export const ERASURE_COLUMNS: Column<Erasure>[] = [
  { label: 'Asked', cell: (e) => <Moment at={e.created_at} /> },
  { label: 'Kind', cell: (e) => (e.dry_run ? 'What would be erased' : 'Erased') },
  { label: 'State', cell: (e) => <Status value={e.status} /> },
  { label: 'Asked by', cell: (e) => e.asker, quiet: true },
  { label: 'Ended', cell: (e) => <Moment at={e.finished_at} />, quiet: true },
];

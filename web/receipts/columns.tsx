import type { Api } from '../../api/client-types.ts';
import { ACTION_WORDS } from '../consent/actions.ts';
import { addressWords } from '../ui/address.ts';
import type { Column } from '../ui/list.tsx';
import { Purpose } from '../ui/purpose.tsx';
import { sentence } from '../ui/status.tsx';
import { Channel, Count, Moment } from '../ui/values.tsx';

export type ReceiptRow = Awaited<ReturnType<Api['receipts']['list']>>['data'][number];

/** The columns of a list of receipts, with who has each. */
export const RECEIPT_COLUMNS: Column<ReceiptRow>[] = [
  { label: 'Address', cell: (r) => addressWords(r.address, r.address_absent) },
  { label: 'What happened', cell: (r) => ACTION_WORDS[r.action] ?? sentence(r.action) },
  { label: 'Purpose', cell: (r) => <Purpose value={r.purpose} /> },
  { label: 'Channel', cell: (r) => <Channel value={r.channel} /> },
  { label: 'Recorded', cell: (r) => <Moment at={r.recorded_at} />, quiet: true, tight: true },
  { label: 'Handed over', cell: (r) => <Handed receipt={r} /> },
  { label: 'Created here', cell: (r) => <Made receipt={r} />, quiet: true },
];

function Handed({ receipt }: { receipt: ReceiptRow }) {
  if (receipt.available === 'erased') return <>Person erased</>;
  if (receipt.available === 'removed') return <>Address no longer kept</>;
  if (receipt.available === 'too_old') return <>No receipt: too old</>;
  if (receipt.opened_at) return <>Opened</>;
  return <>{receipt.handed ? 'Link sent' : 'Not yet'}</>;
}

function Made({ receipt: { made } }: { receipt: ReceiptRow }) {
  if (!made.times) return <>–</>;
  return (
    <>
      <Count value={made.times} />
      ×, last <Moment at={made.last_at} />
    </>
  );
}

export const STATE_OPTIONS = [
  { value: 'handed', label: 'Link sent to the person' },
  { value: 'opened', label: 'Opened by its link' },
  { value: 'made', label: 'Created here' },
  { value: 'none', label: 'None of these' },
];

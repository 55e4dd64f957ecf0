import type { HoldScope } from '../../domain/holds/contract.ts';
import type { Column } from '../ui/list.tsx';
import { Status } from '../ui/status.tsx';
import { readable } from '../ui/unreadable.ts';
import { Moment } from '../ui/values.tsx';
import { keptBy } from './words.ts';

type Row = {
  id: string;
  scope: HoldScope;
  name: string | null;
  in_force: boolean;
  reason: string;
  unreadable?: true | undefined;
  created_at: string;
  released_at: string | null;
};

export const HOLD_COLUMNS: Column<Row>[] = [
  { label: 'Keeps', cell: (h) => keptBy(h) },
  { label: 'Why', cell: (h) => readable(h.reason, h) },
  { label: 'State', cell: (h) => <Status value={h.in_force ? 'in_force' : 'released'} /> },
  { label: 'Since', cell: (h) => <Moment at={h.created_at} />, quiet: true },
  { label: 'Released', cell: (h) => <Moment at={h.released_at} />, quiet: true },
];

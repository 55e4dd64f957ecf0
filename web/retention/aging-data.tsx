import { List, type Column } from '../ui/list.tsx';
import { useDays } from '../ui/values.tsx';
import type { Policy } from './types.ts';

type Row = Policy & { id: string };

const columns: Column<Row>[] = [
  { label: 'Data', cell: (p) => p.title },
  { label: 'What it is', cell: (p) => p.what, quiet: true },
  { label: 'Kept for', cell: (p) => <KeptFor policy={p} /> },
  { label: 'After that', cell: (p) => (p.keep_days === null ? null : p.means), quiet: true },
];

function KeptFor({ policy: p }: { policy: Policy }) {
  const days = useDays();
  if (p.keep_days === null) return <>Permanently</>;
  return (
    <span>
      {days(p.keep_days)}, from when {p.since}
    </span>
  );
}

/** Lists each kind of data with the organization's policy. */
export function AgingData({ policies }: { policies: readonly Policy[] }) {
  return (
    <List
      label="Data that ages"
      rows={policies.map((policy) => ({ ...policy, id: policy.kind }))}
      columns={columns}
      empty={null}
    />
  );
}

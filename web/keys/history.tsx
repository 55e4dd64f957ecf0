import { RefreshCw } from 'lucide-react';
import { Empty } from '../ui/empty.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Count, Moment } from '../ui/values.tsx';
import type { Rotation } from './types.ts';
import { KIND_WORDS } from './words.ts';

const columns: Column<Rotation>[] = [
  { label: 'Key', cell: (r) => KIND_WORDS[r.kind].title },
  { label: 'Versions', cell: (r) => `${r.from_version} → ${r.to_version}` },
  {
    label: 'State',
    cell: (r) => (r.failure ? `Failed: ${r.failure}` : <Status value={r.status} />),
  },
  {
    label: 'Values encrypted again',
    cell: (r) => (r.kind === 'data' ? <Count value={r.values_sealed} /> : '–'),
    align: 'end',
  },
  { label: 'Started', cell: (r) => <Moment at={r.created_at} />, quiet: true },
  { label: 'Old version works until', cell: (r) => <Moment at={r.keep_until} />, quiet: true },
  { label: 'Completed', cell: (r) => <Moment at={r.completed_at} />, quiet: true, tight: true },
];

export type HistoryProps = { rotations: readonly Rotation[]; nextCursor: string | null };

/** Lists every replacement, newest first. */
export function History({ rotations, nextCursor }: HistoryProps) {
  return (
    <Section title="Replacements" flush>
      <List
        label="Replacements"
        rows={rotations}
        columns={columns}
        nextCursor={nextCursor}
        empty={
          <Empty icon={RefreshCw} title="No key has been replaced yet">
            Replace keys as your policy requires, and when somebody leaves who may have seen one.
          </Empty>
        }
      />
    </Section>
  );
}

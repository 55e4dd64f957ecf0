import { Hourglass } from 'lucide-react';
import { Empty } from '../ui/empty.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Count, Moment } from '../ui/values.tsx';
import type { Run } from './types.ts';

const sum = (run: Run, of: 'removed' | 'held' | 'archives'): number =>
  run.kinds.reduce((all, kind) => all + kind[of], 0);

type Row = Run & { asker: string };
const columns: Column<Row>[] = [
  { label: 'Started', cell: (r) => <Moment at={r.created_at} /> },
  { label: 'Kind', cell: (r) => (r.dry_run ? 'Would be deleted' : 'Deleted') },
  { label: 'Asked by', cell: (r) => r.asker, quiet: true },
  { label: 'State', cell: (r) => <Status value={r.status} /> },
  { label: 'Rows', cell: (r) => <Count value={sum(r, 'removed')} />, align: 'end' },
  { label: 'Kept by holds', cell: (r) => <Count value={sum(r, 'held')} />, align: 'end' },
  { label: 'Archive files', cell: (r) => <Count value={sum(r, 'archives')} />, align: 'end' },
];

/** Lists every run, newest first. */
export function History({ runs, nextCursor }: { runs: readonly Row[]; nextCursor: string | null }) {
  return (
    <Section title="Runs" flush>
      <List
        label="Runs"
        rows={runs}
        columns={columns}
        to={(r) => `/retention/runs/${r.id}`}
        nextCursor={nextCursor}
        empty={
          <Empty icon={Hourglass} title="No run yet">
            The first is the next daily run. See what it would delete before that.
          </Empty>
        }
      />
    </Section>
  );
}

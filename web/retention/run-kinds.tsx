import { Mono, Quiet } from '../ui/facts.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Status } from '../ui/status.tsx';
import { Count, Moment } from '../ui/values.tsx';
import type { Run } from './types.ts';
import { ACTION_WORDS } from './words.ts';

type Row = Run['kinds'][number] & { id: string; title: string };

const columnsOf = (dryRun: boolean): Column<Row>[] => [
  { label: 'Data', cell: (k) => k.title },
  { label: 'Older than', cell: (k) => <Moment at={k.cutoff} />, quiet: true },
  { label: 'State', cell: (k) => <Status value={k.finished ? 'done' : 'pending'} /> },
  {
    label: dryRun ? 'Would be deleted' : 'Deleted',
    cell: (k) => <Count value={k.removed} />,
    align: 'end',
  },
  { label: 'Kept by holds', cell: (k) => <Count value={k.held} />, align: 'end' },
  ...(dryRun
    ? [{ label: 'How', cell: (k: Row) => ACTION_WORDS[k.action], quiet: true }]
    : [{ label: 'Hash of what was deleted', cell: Proof }]),
];

function Proof(k: Row) {
  if (!k.hash) return <Quiet>–</Quiet>;
  return (
    <span title={k.hash}>
      <Mono>{k.hash.slice(0, 12)}…</Mono>
      {k.archived_at ? (
        <Quiet>
          {' '}
          and <Count value={k.archives} /> archive {k.archives === 1 ? 'file' : 'files'}
        </Quiet>
      ) : null}
    </span>
  );
}

/** Shows the result of a run, kind by kind. */
export function RunKinds({ run, titles }: { run: Run; titles: Record<string, string> }) {
  return (
    <List
      label="Kinds of data"
      rows={run.kinds.map((k) => ({ ...k, id: k.kind, title: titles[k.kind] ?? k.kind }))}
      columns={columnsOf(run.dry_run)}
      empty={null}
    />
  );
}

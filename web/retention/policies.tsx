import { Quiet } from '../ui/facts.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Section } from '../ui/page.tsx';
import { useDays } from '../ui/values.tsx';
import type { Policy } from './types.ts';
import { THEN_WORDS } from './words.ts';

type Row = Policy & { id: string };

const columns: Column<Row>[] = [
  { label: 'Data', cell: (p) => p.title },
  { label: 'What it is', cell: (p) => p.what, quiet: true },
  { label: 'Kept', cell: (p) => <Kept policy={p} /> },
  { label: 'You may choose', cell: (p) => <Limits policy={p} />, quiet: true },
];

function Kept({ policy: p }: { policy: Policy }) {
  const days = useDays();
  if (p.keep_days === null) return <>Permanently</>;
  return (
    <span>
      {days(p.keep_days)}, {THEN_WORDS[p.action]}
      {p.updated_at ? null : <Quiet> (default)</Quiet>}
    </span>
  );
}

export function Limits({ policy: p }: { policy: Policy }) {
  const days = useDays();
  return (
    <span>
      {days(p.min_days)} to {days(p.max_days)}
      {p.may_keep ? ', or permanently' : ''}
    </span>
  );
}

/** Lists how long each kind of data is kept; a row links to its form. */
export function Policies({ policies }: { policies: readonly Policy[] }) {
  return (
    <Section title="How long things are kept" flush>
      <List
        label="Policies"
        rows={policies.map((policy) => ({ ...policy, id: policy.kind }))}
        columns={columns}
        to={(p) => `/retention/${p.kind}`}
        empty={null}
      />
    </Section>
  );
}

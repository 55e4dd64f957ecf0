import { actorWord } from '../audit/sentence.ts';
import { Quiet } from '../ui/facts.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Section } from '../ui/page.tsx';
import { Count, Moment, Money } from '../ui/values.tsx';
import { CURRENCY, featureWord } from './words.ts';

type Sum = { id: string; tokens: number; cost: string; calls: number };
type Who = { actor_type: string; name: string | null };

export const sumColumns: Column<Sum>[] = [
  {
    label: 'Cost',
    cell: (row) => <Money amount={row.cost} currency={CURRENCY} />,
    align: 'end',
    tight: true,
  },
  { label: 'Tokens', cell: (row) => <Count value={row.tokens} />, align: 'end', tight: true },
  { label: 'Calls', cell: (row) => <Count value={row.calls} />, align: 'end', tight: true },
];

export const whoColumn: Column<Who & { id: string }> = {
  label: 'Who',
  cell: ({ actor_type, name }) => actorWord(actor_type, name),
};

type Open = Who & {
  id: string;
  feature: string;
  tokens: number;
  cost: string;
  reserved_at: string;
};

const columns: Column<Open>[] = [
  whoColumn,
  { label: 'Use', cell: (row) => featureWord(row.feature), quiet: true },
  {
    label: 'Reserved',
    cell: (row) => (
      <>
        <Money amount={row.cost} currency={CURRENCY} />
        <br />
        <Quiet>
          <Count value={row.tokens} /> tokens
        </Quiet>
      </>
    ),
    align: 'end',
    tight: true,
  },
  { label: 'Since', cell: (row) => <Moment at={row.reserved_at} />, quiet: true },
];

/** Calls that run now, with the most that each may use. */
export function OpenCalls({ open }: { open: readonly Open[] }) {
  return (
    <Section
      title="Open reservations"
      lead="Calls that run now. What they do not use is released when they end."
      flush={open.length > 0}
    >
      <List
        label="Open reservations"
        rows={open}
        columns={columns}
        empty={<Quiet>No call runs now.</Quiet>}
      />
    </Section>
  );
}

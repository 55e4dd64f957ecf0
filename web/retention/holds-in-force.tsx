import { Anchor } from '@mantine/core';
import { Link } from '@remix-run/react';
import type { HoldScope } from '../../domain/holds/contract.ts';
import { SCOPE_WORDS } from '../holds/words.ts';
import { Quiet } from '../ui/facts.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Section } from '../ui/page.tsx';
import { Moment } from '../ui/values.tsx';

type Hold = { id: string; scope: HoldScope; reason: string; created_at: string };

const columns: Column<Hold>[] = [
  { label: 'Keeps', cell: (h) => SCOPE_WORDS[h.scope] },
  { label: 'Why', cell: (h) => h.reason },
  { label: 'Since', cell: (h) => <Moment at={h.created_at} />, quiet: true },
];

/** Lists the holds that retention must respect. */
export function HoldsInForce({ holds, more }: { holds: readonly Hold[]; more: boolean }) {
  return (
    <Section
      title="Legal holds in force"
      flush={holds.length > 0}
      actions={
        <Anchor component={Link} to="/holds" size="sm">
          {more ? 'All of them' : 'Legal holds'}
        </Anchor>
      }
    >
      <List
        label="Legal holds in force"
        rows={holds}
        columns={columns}
        to={(h) => `/holds/${h.id}`}
        empty={<Quiet>None: every policy applies to all data.</Quiet>}
      />
    </Section>
  );
}

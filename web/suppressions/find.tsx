import { useActionData } from '@remix-run/react';
import { CircleCheck } from 'lucide-react';
import { FindAddress } from '../forms/find-address.tsx';
import { Empty } from '../ui/empty.tsx';
import { List } from '../ui/list.tsx';
import { Section } from '../ui/page.tsx';
import { BLOCKED_COLUMNS, type BlockedRow } from './columns.tsx';

export function FindForm() {
  return (
    <Section
      title="Is an address blocked?"
      lead="Exactly this one, in any spelling. It is not stored."
    >
      <FindAddress name="find" />
    </Section>
  );
}

const isFound = (value: unknown): value is { found: BlockedRow[] } =>
  typeof value === 'object' && value !== null && 'found' in value;

/** Shows the search result, until the next act. */
export function Found() {
  const said: unknown = useActionData();
  if (!isFound(said)) return null;
  return (
    <Section title="What was found" flush>
      <output>
        <List
          label="What was found"
          rows={said.found}
          columns={BLOCKED_COLUMNS}
          to={(s) => `/suppressions/${s.id}`}
          empty={
            <Empty icon={CircleCheck} title="This address is not blocked">
              Its consents decide whether something may be sent to it.
            </Empty>
          }
        />
      </output>
    </Section>
  );
}

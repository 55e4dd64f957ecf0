import { Anchor } from '@mantine/core';
import { Link } from '@remix-run/react';
import { MoonStar } from 'lucide-react';
import type { QuietHoursRule } from '../../domain/message-rules/contract.ts';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { RemoveRow } from '../forms/remove-row.tsx';
import { Empty } from '../ui/empty.tsx';
import { Quiet } from '../ui/facts.tsx';
import { List, Over, type Column } from '../ui/list.tsx';
import { Section } from '../ui/page.tsx';
import { hoursWords } from './hours.ts';

type Noted = QuietHoursRule & { note?: string | undefined };
type RuleRow = Noted & { id: string; mayWrite: boolean };

const columns: Column<RuleRow>[] = [
  { label: 'Region', cell: (r) => (r.region === '*' ? 'All' : r.region) },
  {
    label: 'May arrive',
    cell: (r) => (
      <>
        {hoursWords(r.hours)}
        {r.no_holidays ? ', not on holidays' : ''}
        {r.note ? (
          <>
            <br />
            <Quiet>No effect: it {r.note}</Quiet>
          </>
        ) : null}
      </>
    ),
  },
  {
    label: 'Source',
    cell: (r) => (
      <Quiet>
        {r.source} ({r.as_of})
      </Quiet>
    ),
  },
  { label: 'Actions', cell: (r) => <RuleActs rule={r} />, tight: true },
];

function RuleActs({ rule }: { rule: RuleRow }) {
  if (!rule.mayWrite) return <>{rule.enabled ? 'On' : 'Off'}</>;
  return (
    <Over>
      <PageForm intent="toggle" row={rule.region}>
        <SubmitButton
          size="compact-sm"
          variant={rule.enabled ? 'light' : 'default'}
          aria-label={`${rule.region} is ${rule.enabled ? 'on; switch it off' : 'off; switch it on'}`}
        >
          {rule.enabled ? 'On' : 'Off'}
        </SubmitButton>
      </PageForm>
      <Anchor component={Link} to={`?region=${encodeURIComponent(rule.region)}`} size="sm">
        Edit
      </Anchor>
      <RemoveRow
        intent="remove-rule"
        id={rule.region}
        title={`Remove the rule for ${rule.region === '*' ? 'everywhere' : rule.region}?`}
        act="Yes, remove it"
      >
        The other rules that cover these people still hold; where there is none, messages go out at
        any hour. To try it first, switch it off.
      </RemoveRow>
    </Over>
  );
}

/** Lists every rule of the organization, whether it is on, and its source. */
export function QuietRules({ rules, mayWrite }: { rules: readonly Noted[]; mayWrite: boolean }) {
  return (
    <Section
      title="Rules"
      lead="Every rule that covers a person must allow it. Check them against the law: they are as reported on their date."
      flush
    >
      <List
        label="Rules"
        rows={rules.map((rule) => ({ ...rule, id: rule.region, mayWrite }))}
        columns={columns}
        empty={
          <Empty icon={MoonStar} title="No rule">
            Messages go out at any hour. Add a rule for everywhere (*).
          </Empty>
        }
      />
    </Section>
  );
}

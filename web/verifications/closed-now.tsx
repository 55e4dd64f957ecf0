import { Button } from '@mantine/core';
import { Form } from '@remix-run/react';
import { LockOpen } from 'lucide-react';
import type { AddressAbsent } from '../../domain/addresses/absent.contract.ts';
import { addressWords } from '../ui/address.ts';
import { RenderedFor } from '../forms/rendered-for.tsx';
import { Empty } from '../ui/empty.tsx';
import { List, Over, type Column } from '../ui/list.tsx';
import { Section } from '../ui/page.tsx';
import { sentence } from '../ui/status.tsx';
import { Country, Moment } from '../ui/values.tsx';

type PrefixBlock = {
  id: string;
  prefix: string;
  country: string;
  sends: number;
  approved: number;
  blocked_until: string;
};
type Lock = {
  id: string;
  to: string | null;
  address_absent: AddressAbsent | null;
  purpose: string;
  consecutive: number;
  locked_until: string | null;
};

type May = { mayLift: boolean };

const prefixColumns: Column<PrefixBlock & May>[] = [
  { label: 'Prefix', cell: (b) => b.prefix, tight: true },
  { label: 'Country', cell: (b) => <Country code={b.country} />, quiet: true },
  { label: 'Typed in', cell: (b) => `${b.approved} of ${b.sends} codes` },
  { label: 'Until', cell: (b) => <Moment at={b.blocked_until} />, tight: true },
  {
    label: 'Actions',
    cell: (b) => (b.mayLift ? <Lift intent="lift_prefix" id={b.id} what={b.prefix} /> : null),
    tight: true,
  },
];

const lockColumns: Column<Lock & May>[] = [
  { label: 'Address', cell: (l) => addressWords(l.to, l.address_absent) },
  { label: 'For', cell: (l) => sentence(l.purpose) },
  { label: 'Wrong in a row', cell: (l) => l.consecutive, align: 'end' },
  {
    label: 'Until',
    cell: (l) => <Moment at={l.locked_until} missing="Somebody lifts it" />,
    tight: true,
  },
  {
    label: 'Actions',
    cell: (l) =>
      l.mayLift ? <Lift intent="lift_lock" id={l.id} what={l.to ?? 'this address'} /> : null,
    tight: true,
  },
];

/** Lists prefixes and addresses that get no codes at the moment, with the button that lifts it. */
export function ClosedNow(props: { prefixes: PrefixBlock[]; locks: Lock[]; mayLift: boolean }) {
  const { mayLift } = props;
  return (
    <>
      <Section
        title="Closed prefixes"
        lead="Too few of their codes were typed in: the sign of SMS pumping."
        flush
      >
        <List
          label="Closed prefixes"
          rows={props.prefixes.map((one) => ({ ...one, mayLift }))}
          columns={prefixColumns}
          empty={<Empty icon={LockOpen} title="All are open" />}
        />
      </Section>
      <Section title="Locked addresses" lead="Twenty wrong codes in a day, or more." flush>
        <List
          label="Locked addresses"
          rows={props.locks.map((one) => ({ ...one, mayLift }))}
          columns={lockColumns}
          empty={<Empty icon={LockOpen} title="None is locked" />}
        />
      </Section>
    </>
  );
}

function Lift({ intent, id, what }: { intent: string; id: string; what: string }) {
  return (
    <Over>
      <Form method="post">
        <input type="hidden" name="intent" value={intent} />
        <RenderedFor />
        <input type="hidden" name="id" value={id} />
        <Button type="submit" size="compact-sm" variant="subtle" aria-label={`Lift: ${what}`}>
          Lift
        </Button>
      </Form>
    </Over>
  );
}

import { CalendarX } from 'lucide-react';
import type { Holiday } from '../../domain/message-rules/contract.ts';
import { SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields, FormEnd } from '../forms/layout.tsx';
import { RemoveRow } from '../forms/remove-row.tsx';
import { Empty } from '../ui/empty.tsx';
import { Quiet } from '../ui/facts.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Section } from '../ui/page.tsx';
import { holidayId } from './hours.ts';

type Noted = Holiday & { note?: string | undefined };
type HolidayRow = Noted & { id: string; mayWrite: boolean };

const columns: Column<HolidayRow>[] = [
  { label: 'Day', cell: (h) => h.day },
  {
    label: 'Name',
    cell: (h) => (
      <>
        {h.name}
        {h.note ? (
          <>
            <br />
            <Quiet>It {h.note}</Quiet>
          </>
        ) : null}
      </>
    ),
  },
  { label: 'Region', cell: (h) => h.region, quiet: true },
  { label: 'Actions', tight: true, cell: (h) => (h.mayWrite ? <Remove holiday={h} /> : null) },
];

function Remove({ holiday }: { holiday: HolidayRow }) {
  return (
    <RemoveRow
      intent="remove-holiday"
      id={holiday.id}
      title={`Remove ${holiday.name}?`}
      act="Yes, remove it"
    >
      It then counts as an ordinary day: rules that close on holidays stay open on {holiday.day}.
    </RemoveRow>
  );
}

/** Lists the next holidays, on which rules that close on holidays are closed. */
export function Holidays({
  holidays,
  mayWrite,
}: {
  holidays: readonly Noted[];
  mayWrite: boolean;
}) {
  return (
    <Section title="Holidays" lead="The next ones; GET /quiet-hours lists them all" flush>
      <List
        label="Holidays"
        rows={holidays.map((one) => ({ ...one, id: holidayId(one), mayWrite }))}
        columns={columns}
        empty={
          <Empty icon={CalendarX} title="No holiday">
            Rules that close on holidays never close.
          </Empty>
        }
      />
    </Section>
  );
}

/** Adds a holiday. @param today ISO date at which the calendar opens */
export function AddHoliday({ today }: { today: string }) {
  return (
    <Section title="Add a holiday">
      <PageForm intent="holiday">
        <Fields>
          <FieldRow>
            <TextField name="holiday_region" label="Region" defaultValue="US" />
            <TextField name="day" label="Day" type="date" defaultValue={today} />
          </FieldRow>
          <TextField name="holiday_name" label="Name" />
          <FormEnd>
            <SubmitButton>Add the holiday</SubmitButton>
          </FormEnd>
        </Fields>
      </PageForm>
    </Section>
  );
}

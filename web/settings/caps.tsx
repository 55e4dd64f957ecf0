import { SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields, FormEnd } from '../forms/layout.tsx';
import { RemoveRow } from '../forms/remove-row.tsx';
import { Empty } from '../ui/empty.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Section } from '../ui/page.tsx';
import { Purpose } from '../ui/purpose.tsx';
import { Channel, CHANNEL_OPTIONS } from '../ui/values.tsx';
import { Gauge } from 'lucide-react';
import { windowWords } from './hours.ts';

export type CapRow = {
  id: string;
  channel: string;
  most: number;
  hours: number;
  purpose: string | null;
  mayWrite: boolean;
};

const columns: Column<CapRow>[] = [
  { label: 'At most', cell: (c) => `${c.most} in ${windowWords(c.hours)}` },
  { label: 'Channel', cell: (c) => <Channel value={c.channel} /> },
  {
    label: 'Purpose',
    cell: (c) => (c.purpose ? <Purpose value={c.purpose} /> : 'All marketing together'),
  },
  { label: 'Actions', cell: (c) => (c.mayWrite ? <Remove id={c.id} /> : null), tight: true },
];

function Remove({ id }: { id: string }) {
  return (
    <RemoveRow intent="remove-cap" id={id} title="Remove this cap?" act="Yes, remove it">
      People may get more marketing messages from then on; messages that wait because of it are
      sent.
    </RemoveRow>
  );
}

export function Caps(props: {
  caps: readonly CapRow[];
  over: string;
  purposes: { value: string; label: string }[];
  mayWrite: boolean;
}) {
  const { caps, over, purposes, mayWrite } = props;
  return (
    <>
      <Section
        title="How often"
        lead="The most marketing messages one address gets. Counted when each is sent."
        flush
      >
        <List
          label="Frequency caps"
          rows={caps}
          columns={columns}
          empty={
            <Empty icon={Gauge} title="No cap">
              Nothing limits how many messages people get. Two texts a week is a common limit.
            </Empty>
          }
        />
      </Section>
      {mayWrite ? (
        <Section title="Add a cap">
          <PageForm intent="cap">
            <Fields>
              <FieldRow>
                <TextField name="most" label="At most" type="number" min={1} defaultValue="2" />
                <SelectField
                  name="hours"
                  label="In"
                  data={[
                    { value: '24', label: 'a day' },
                    { value: '168', label: 'a week' },
                    { value: '720', label: '30 days' },
                  ]}
                  defaultValue="168"
                />
              </FieldRow>
              <SelectField name="channel" label="Channel" data={CHANNEL_OPTIONS} />
              <SelectField
                name="purpose"
                label="Purpose"
                data={[{ value: '', label: 'All marketing together' }, ...purposes]}
              />
              <SelectField
                name="over"
                label="Messages over the cap"
                description="For all caps"
                data={[
                  { value: 'hold', label: 'wait until there is room' },
                  { value: 'refuse', label: 'are not sent' },
                ]}
                defaultValue={over}
              />
              <FormEnd>
                <SubmitButton>Add the cap</SubmitButton>
              </FormEnd>
            </Fields>
          </PageForm>
        </Section>
      ) : null}
    </>
  );
}

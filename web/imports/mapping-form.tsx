import { Checkbox, NativeSelect } from '@mantine/core';
import { own } from '../../lib/own.ts';
import { LongTextField, SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields, FormEnd } from '../forms/layout.tsx';
import type { Option } from '../ui/filters.tsx';
import { List, type Column } from '../ui/list.tsx';
import { sentence } from '../ui/status.tsx';
import { CHANNEL_OPTIONS } from '../ui/values.tsx';

const TARGETS: Option[] = [
  { value: '', label: 'Leave out' },
  { value: 'email', label: 'E-mail' },
  { value: 'phone', label: 'Phone' },
  { value: 'name', label: 'Name' },
  { value: 'first_name', label: 'First name' },
  { value: 'last_name', label: 'Last name' },
  { value: 'locale', label: 'Language' },
  { value: 'time_zone', label: 'Time zone' },
  { value: 'country', label: 'Country' },
  { value: 'tags', label: 'Tags' },
];

export type MappingFormProps = {
  columns: readonly string[];
  mapping: Record<string, string | null>;
  /** What each column was taken for, and why. */
  guesses: readonly { column: string; target: string | null; reason: string }[];
  sample: readonly (readonly string[])[];
  purposes: readonly Option[];
  /** It has been tried already. */
  tried: boolean;
};

type Row = { id: string; column: string; values: string; target: string | null; why: string };
const cells: Column<Row>[] = [
  { label: 'Column', cell: (r) => r.column },
  { label: 'For example', cell: (r) => r.values, quiet: true },
  { label: 'Becomes', cell: (r) => <TargetSelect {...r} /> },
  { label: 'Why', cell: (r) => sentence(r.why), quiet: true },
];

/** What each column of a file holds, with its first values, and what is known of consent. */
export function MappingForm({
  columns,
  mapping,
  guesses,
  sample,
  purposes,
  tried,
}: MappingFormProps) {
  const rows = columns.map((column, index) => ({
    id: column,
    column,
    values: sample
      .slice(0, 3)
      .map((line) => line[index])
      .filter(Boolean)
      .join(', '),
    target: own(mapping, column) ?? null,
    why: whyOf(guesses, column, own(mapping, column) ?? null),
  }));
  return (
    <PageForm intent="start">
      <List label="Columns" rows={rows} columns={cells} empty="The file has no columns" />
      <details>
        <summary>These people have consented before, and I have the proof</summary>
        <Fields>
          <Checkbox
            name="with_consent"
            value="yes"
            label="Record their consent with this proof"
            mt="md"
          />
          <FieldRow>
            <SelectField name="consent_channel" label="Channel" data={CHANNEL_OPTIONS} />
            <SelectField name="consent_purpose" label="For" data={[...purposes]} />
          </FieldRow>
          <LongTextField name="consent_wording" label="The words they agreed to" />
          <TextField name="consent_date" type="date" label="On which day" maw={220} />
        </Fields>
      </details>
      <FormEnd>
        <SubmitButton name="how" value="try" variant={tried ? 'default' : 'filled'}>
          Try it, change nothing
        </SubmitButton>
        <SubmitButton name="how" value="real" variant={tried ? 'filled' : 'default'}>
          Import
        </SubmitButton>
      </FormEnd>
    </PageForm>
  );
}

/** A guess that was changed is none any more. */
function whyOf(
  guesses: MappingFormProps['guesses'],
  column: string,
  target: string | null,
): string {
  const guess = guesses.find((one) => one.column === column);
  if (!guess) return '';
  return guess.target === target ? guess.reason : 'as you said';
}

function TargetSelect({ column, target }: Row) {
  const own = target?.startsWith('field:')
    ? [{ value: target, label: `Own field ${target.slice('field:'.length)}` }]
    : [{ value: `field:${slug(column)}`, label: `Own field ${slug(column)}` }];
  return (
    <NativeSelect
      name={`map:${column}`}
      aria-label={`What ${column} holds`}
      data={[...TARGETS, ...own]}
      defaultValue={target ?? ''}
    />
  );
}

const slug = (header: string): string =>
  header
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .replace(/_+$/, '')
    .slice(0, 60) || 'field';

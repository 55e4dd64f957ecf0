import { NativeSelect, TextInput } from '@mantine/core';
import { useDelayedPreview } from '../forms/delayed-preview.ts';
import { SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { CancelLink, FieldRow, Fields, FormEnd } from '../forms/layout.tsx';
import { Quiet } from '../ui/facts.tsx';
import { Columns, Section } from '../ui/page.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { CONDITIONS, type ConditionRow } from './conditions.ts';

export type SegmentPreview = {
  count: number;
  sample: { id: string; name: string | null; email: string | null; phone: string | null }[];
};
export type SegmentEditorProps = {
  saved?: { name: string; match: 'all' | 'any'; rows: readonly ConditionRow[] };
  preview: SegmentPreview | null;
};

const isPreview = (answer: object): answer is SegmentPreview => 'count' in answer;
/** Rows that are there for more. */
const SPARE = 2;

/** Describes people by conditions; beside it, how many fit, a moment after each change. */
export function SegmentEditor({ saved, preview }: SegmentEditorProps) {
  const { shown, watched } = useDelayedPreview('/segments/preview', preview, isPreview);
  const spare = Array.from({ length: SPARE }, () => ({ what: '', value: '' }));
  const rows = [...(saved?.rows ?? []), ...spare];
  return (
    <Columns>
      <div>
        <Section>
          <PageForm intent="save" {...watched}>
            <Fields>
              <TextField name="name" label="Name" defaultValue={saved?.name} autoComplete="off" />
              <SelectField
                name="match"
                label="Who fits"
                defaultValue={saved?.match ?? 'all'}
                data={[
                  { value: 'all', label: 'Whoever meets all of these' },
                  { value: 'any', label: 'Whoever meets any of these' },
                ]}
              />
              {rows.map((row, index) => (
                <FieldRow key={rowKey(row, index)}>
                  <NativeSelect
                    name="what"
                    aria-label={`Condition ${index + 1}`}
                    data={CONDITIONS}
                    defaultValue={row.what}
                  />
                  <TextInput
                    name="value"
                    aria-label={`Value of condition ${index + 1}`}
                    placeholder="Value"
                    defaultValue={row.value}
                    autoComplete="off"
                  />
                </FieldRow>
              ))}
              <Quiet>
                A country is its two letters, a day is 2030-01-31, an address is “yes” or “no”. Save
                to get more rows.
              </Quiet>
              <FormEnd>
                <SubmitButton>Save</SubmitButton>
                <CancelLink to="/segments" />
              </FormEnd>
            </Fields>
          </PageForm>
        </Section>
      </div>
      <div>
        <Section title="Who fits now">
          <div aria-live="polite">
            {shown ? (
              <>
                <Tiles>
                  <Tile label="Contacts" value={shown.count} />
                </Tiles>
                <p>
                  <Quiet>
                    {shown.sample
                      .map(({ name, email, phone }) => name ?? email ?? phone)
                      .join(', ')}
                  </Quiet>
                </p>
              </>
            ) : (
              'Choose a condition to see how many fit.'
            )}
          </div>
        </Section>
      </div>
    </Columns>
  );
}

const rowKey = ({ what, value }: ConditionRow, index: number): string =>
  `${index}:${what}:${value}`;

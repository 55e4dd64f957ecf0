import { useDelayedPreview } from '../forms/delayed-preview.ts';
import { CountryNames } from '../forms/country-field.tsx';
import { SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { CancelLink, Fields, FormEnd } from '../forms/layout.tsx';
import { Quiet } from '../ui/facts.tsx';
import { Columns, Section } from '../ui/page.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { ConditionRows } from './condition-rows.tsx';
import type { ConditionRow } from './conditions.ts';

export type SegmentPreview = {
  count: number;
  sample: { id: string; name: string | null; email: string | null; phone: string | null }[];
};
export type SegmentEditorProps = {
  saved?: { name: string; match: 'all' | 'any'; rows: readonly ConditionRow[] };
  preview: SegmentPreview | null;
  /** The names of countries to choose from. */
  countries: readonly string[];
  /** The address of the cancel link. */
  cancel?: string;
};

const isPreview = (answer: object): answer is SegmentPreview => 'count' in answer;
/** The number of empty rows for more conditions. */
const SPARE = 2;

/** Edits the conditions of a segment. Beside them is the number of matching people, a moment after each change. */
export function SegmentEditor(props: SegmentEditorProps) {
  const { saved, preview, countries, cancel = '/segments' } = props;
  const { shown, watched } = useDelayedPreview('/segments/preview', preview, isPreview);
  const spare = Array.from({ length: SPARE }, () => ({ what: '', value: '' }));
  const rows = [...(saved?.rows ?? []), ...spare];
  return (
    <Columns>
      <div>
        <Section>
          <CountryNames names={countries} />
          <PageForm intent="save" {...watched}>
            <Fields>
              <TextField name="name" label="Name" defaultValue={saved?.name} autoComplete="off" />
              <SelectField
                name="match"
                label="Who matches"
                defaultValue={saved?.match ?? 'all'}
                data={[
                  { value: 'all', label: 'Whoever meets all of these' },
                  { value: 'any', label: 'Whoever meets any of these' },
                ]}
              />
              <ConditionRows saved={rows} />
              <Quiet>Save to get more rows.</Quiet>
              <FormEnd>
                <SubmitButton>Save</SubmitButton>
                <CancelLink to={cancel} />
              </FormEnd>
            </Fields>
          </PageForm>
        </Section>
      </div>
      <div>
        <Section title="Who matches now">
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
              'Choose a condition to see how many match.'
            )}
          </div>
        </Section>
      </div>
    </Columns>
  );
}

import { useDelayedPreview } from '../forms/delayed-preview.ts';
import { CountryNames } from '../forms/country-field.tsx';
import { SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { CancelLink, Fields, FormEnd } from '../forms/layout.tsx';
import { PreviewRefused } from '../forms/preview-refused.tsx';
import { Quiet } from '../ui/facts.tsx';
import { Columns, Section } from '../ui/page.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { FromSentence } from './from-sentence.tsx';
import { StartConditions } from './start-conditions.tsx';
import { useSuggested, type SavedSegment } from './use-suggested.ts';

export type SegmentPreview = {
  /** Null: no condition is chosen. */
  count: number | null;
  sample: { id: string; name: string | null; email: string | null; phone: string | null }[];
};
export type SegmentEditorProps = {
  saved?: SavedSegment;
  preview: SegmentPreview | null;
  /** The names of countries to choose from. */
  countries: readonly string[];
  /** The address of the cancel link. */
  cancel?: string;
  /** Whether conditions can be proposed for a sentence. */
  assistant: boolean;
};

const isPreview = (answer: object): answer is SegmentPreview => 'count' in answer;

/** Names the row that an error is about. */
const rowOf = (path: string): string | undefined => {
  const row = /^(?:what|value)\.(\d+)$/.exec(path)?.[1];
  return row === undefined ? undefined : `Condition ${Number(row) + 1}`;
};

/** Edits the conditions of a segment. Beside them is the number of matching people, a moment after each change. */
export function SegmentEditor(props: SegmentEditorProps) {
  const { saved, preview, countries, cancel = '/segments', assistant } = props;
  const { shown, refusal, watched } = useDelayedPreview('/segments/preview', preview, isPreview);
  const { start, startKey, name, unsaved, asking, ...sentence } = useSuggested(saved);
  return (
    <Columns>
      <div>
        <Section>
          <CountryNames names={countries} />
          <PageForm intent="save" guarded unsaved={unsaved} {...watched}>
            {/* Enter in a field presses the first button of its form: that must be the one that saves. */}
            <button type="submit" hidden tabIndex={-1} aria-label="Save" />
            <Fields>
              <TextField name="name" label="Name" defaultValue={name} autoComplete="off" />
              {assistant ? <FromSentence asking={asking} {...sentence} /> : null}
              <StartConditions
                key={startKey}
                start={start}
                asking={asking}
                onPlaced={startKey === null ? undefined : watched.onEdited}
              />
              <Quiet>Save to get more rows.</Quiet>
              <FormEnd>
                <SubmitButton {...(asking ? { loading: false } : {})}>Save</SubmitButton>
                <CancelLink to={cancel} />
              </FormEnd>
            </Fields>
          </PageForm>
        </Section>
      </div>
      <div>
        <Section title="Who matches now">
          <div aria-live="polite">
            {refusal ? (
              <PreviewRefused refusal={refusal} nameOf={rowOf} />
            ) : shown && shown.count !== null ? (
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

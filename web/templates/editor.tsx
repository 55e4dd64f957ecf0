import type { ReactNode } from 'react';
import { useDelayedPreview } from '../forms/delayed-preview.ts';
import { LongTextField, SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { CancelLink, FieldRow, Fields, FormEnd } from '../forms/layout.tsx';
import { PreviewRefused } from '../forms/preview-refused.tsx';
import { Columns, Section } from '../ui/page.tsx';
import { CATEGORY_OPTIONS } from './categories.ts';
import { ValuesThereAre } from './values-there-are.tsx';
import { PreviewPane, type Preview } from './preview-pane.tsx';

export type EditorProps = {
  channel: string;
  /** The saved template; absent for a new one. */
  saved?: {
    name: string;
    category: string;
    subject: string | null;
    body: string;
    language: string;
    version: number;
  };
  preview: Preview | null;
  /** The language of this text, if it is not the main one. */
  further?: string;
  /** A contact whose values the preview uses. */
  contactId?: string | null;
  /** What stands below these fields: what the assistant can do for them. */
  assist: { subject?: ReactNode; body?: ReactNode };
  /** The address of the cancel link. */
  cancel?: string;
};

const isPreview = (answer: object): answer is Preview => 'segments' in answer;

/** Edits a template. Beside it is what a recipient would see, a moment after each change. */
export function TemplateEditor(props: EditorProps) {
  const { channel, saved, preview, further, contactId, assist, cancel = '/templates' } = props;
  const { shown, refusal, watched } = useDelayedPreview('/templates/preview', preview, isPreview);
  const mail = channel === 'email';
  return (
    <Columns>
      <div>
        <Section>
          <PageForm intent="save" guarded {...watched}>
            <Fields>
              <input type="hidden" name="channel" value={channel} />
              {saved ? <input type="hidden" name="version" value={saved.version} /> : null}
              <TextField name="name" label="Name" defaultValue={saved?.name} autoComplete="off" />
              <FieldRow>
                {saved ? (
                  <input type="hidden" name="category" value={saved.category} />
                ) : (
                  <SelectField
                    name="category"
                    label="What it is for"
                    data={CATEGORY_OPTIONS}
                    defaultValue="promotional"
                  />
                )}
                {further ? (
                  <>
                    <input type="hidden" name="language" value={further} />
                    <input type="hidden" name="further" value="yes" />
                  </>
                ) : (
                  <TextField
                    name="language"
                    label="Language"
                    description="A tag such as en, ar or pt-BR"
                    placeholder="en"
                    defaultValue={saved?.language ?? 'en'}
                  />
                )}
              </FieldRow>
              {mail ? (
                <TextField
                  name="subject"
                  label="Subject"
                  defaultValue={saved?.subject ?? ''}
                  autoComplete="off"
                />
              ) : null}
              {mail ? assist.subject : null}
              <LongTextField
                name="body"
                label={mail ? 'Mail' : 'Text'}
                description={
                  mail
                    ? 'Plain paragraphs, links and HTML mix; an empty line begins a paragraph. {{ contact.first_name }} and other values are filled in. News and offers get an unsubscribe link at the end, unless you write one.'
                    : '{{ contact.first_name }} and other values are filled in. News and offers get the text that says how to stop, unless you write {{ opt_out }}.'
                }
                rows={mail ? 14 : 6}
                maxRows={28}
                dir="auto"
                defaultValue={saved?.body}
              />
              {assist.body}
              {contactId ? <input type="hidden" name="contact_id" value={contactId} /> : null}
              <details>
                <summary>Values for the preview</summary>
                <LongTextField
                  name="values"
                  data-not-saved
                  label="Made-up values"
                  description="One per line: offer: 20 % off. They are used only for the preview."
                  rows={2}
                />
              </details>
              <FormEnd>
                <SubmitButton>Save</SubmitButton>
                <CancelLink to={cancel} />
              </FormEnd>
            </Fields>
          </PageForm>
        </Section>
      </div>
      <div>
        <Section title="As a recipient sees it">
          {refusal ? (
            <PreviewRefused refusal={refusal} />
          ) : shown ? (
            <PreviewPane preview={shown} />
          ) : (
            'Write something to see it here.'
          )}
        </Section>
        <Section title="Values that can be filled in">
          <ValuesThereAre category={saved?.category} />
        </Section>
      </div>
    </Columns>
  );
}

import { SelectField, SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { CancelLink, FieldRow, Fields, FormEnd } from '../forms/layout.tsx';
import { useDelayedPreview } from '../forms/delayed-preview.ts';
import { PreviewRefused } from '../forms/preview-refused.tsx';
import { own } from '../../lib/own.ts';
import { Quiet } from '../ui/facts.tsx';
import { Columns, Section } from '../ui/page.tsx';
import { PagePreview } from '../ui/preview.tsx';
import { CHANNEL_OPTIONS } from '../ui/values.tsx';
import { LANGUAGES } from './languages.ts';
import { Look } from './look.tsx';
import { OwnWords } from './own-words.tsx';
import type { SavedForm } from './saved-form.ts';
import { WhatItAsks } from './what-it-asks.tsx';
import { WhereItWorks } from './where-it-works.tsx';

export type FormEditorProps = {
  saved: SavedForm;
  fresh?: boolean;
  mayWrite: boolean;
  purposes: readonly { value: string; label: string }[];
  organization: { slug: string; brand_color: string };
  preview: Preview | null;
};

type Preview = { html: string; asksNothing: boolean };
const isPreview = (answer: object): answer is Preview => 'html' in answer;

/** The labels of fields whose names are not theirs. */
const LABELS: Record<string, string> = {
  embed_origins: 'Your sites',
  jurisdiction: 'Under the law of',
  logo_text: 'Name on top',
  logo_url: 'Logo',
  privacy_url: 'Privacy notice',
};
const fieldOf = (path: string): string | undefined => own(LABELS, path.split('.')[0] ?? '');

/** Edits a sign-up form. Beside it is the page as visitors see it, a moment after each change. */
export function FormEditor(props: FormEditorProps) {
  const { saved, fresh = false, mayWrite, purposes, organization } = props;
  const { shown, refusal, watched } = useDelayedPreview('/forms/preview', props.preview, isPreview);
  return (
    <PageForm intent="save" guarded {...watched}>
      <input type="hidden" name="version" value={saved.version} />
      <Columns>
        <div>
          <WhatItAsks saved={saved} purposes={purposes} organization={organization} />
          <OwnWords saved={saved} />
          <Look saved={saved} color={organization.brand_color} />
          <WhereItWorks saved={saved}>
            {mayWrite ? (
              <FormEnd>
                <SubmitButton>{fresh ? 'Create the form' : 'Save'}</SubmitButton>
                <CancelLink to="/forms" />
              </FormEnd>
            ) : (
              <Quiet>You can view this form but not change it.</Quiet>
            )}
          </WhereItWorks>
        </div>
        <div>
          <Section title="As visitors see it">
            <Fields>
              <FieldRow>
                <SelectField
                  name="preview_channel"
                  data-not-saved
                  label="Channel"
                  data={CHANNEL_OPTIONS}
                  defaultValue={saved.channels[0] ?? 'email'}
                />
                <SelectField
                  name="preview_language"
                  data-not-saved
                  label="Language"
                  data={LANGUAGES}
                  defaultValue={saved.languages[0] ?? 'en'}
                />
              </FieldRow>
              {refusal ? (
                <PreviewRefused refusal={refusal} nameOf={fieldOf} />
              ) : shown?.asksNothing ? (
                <Quiet>
                  It asks for nothing yet. Choose a purpose, and the form is shown here.
                </Quiet>
              ) : shown ? (
                <PagePreview title="The form" html={shown.html} />
              ) : null}
            </Fields>
          </Section>
        </div>
      </Columns>
    </PageForm>
  );
}

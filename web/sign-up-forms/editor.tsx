import type { FormSettings } from '../../domain/forms/contract.ts';
import { useDelayedPreview } from '../forms/delayed-preview.ts';
import {
  CheckField,
  LongTextField,
  SelectField,
  SubmitButton,
  TextField,
} from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { CancelLink, FieldRow, Fields, FormEnd } from '../forms/layout.tsx';
import { WORDS } from '../public/words/index.ts';
import { Quiet } from '../ui/facts.tsx';
import { Columns, Section } from '../ui/page.tsx';
import { PagePreview } from '../ui/preview.tsx';
import { CHANNEL_OPTIONS } from '../ui/values.tsx';
import { Rank } from './rank.tsx';

const LANGUAGES = Object.entries(WORDS).map(([value, words]) => ({ value, label: words.name }));

export type SavedForm = FormSettings & {
  name: string;
  slug: string;
  is_default: boolean;
  active: boolean;
  version: number;
  purposes: string[];
};

export type FormEditorProps = {
  saved: SavedForm;
  fresh?: boolean;
  mayWrite: boolean;
  purposes: readonly { value: string; label: string }[];
  organization: { slug: string; brand_color: string };
  preview: Preview | null;
};

type Preview = { html: string };
const isPreview = (answer: object): answer is Preview => 'html' in answer;

/** Makes a sign-up form; beside it the page as visitors see it, a moment after each change. */
export function FormEditor(props: FormEditorProps) {
  const { saved, fresh = false, mayWrite, purposes, organization } = props;
  const { shown, watched } = useDelayedPreview('/forms/preview', props.preview, isPreview);
  return (
    <PageForm intent="save" {...watched}>
      <input type="hidden" name="version" value={saved.version} />
      <Columns>
        <div>
          <Section title="What it asks for">
            <Fields>
              <TextField
                name="name"
                label="Name"
                description="For you and your colleagues"
                defaultValue={saved.name}
                autoComplete="off"
              />
              {saved.is_default ? (
                <input type="hidden" name="slug" value={saved.slug} />
              ) : (
                <TextField
                  name="slug"
                  label="Address"
                  description={`The last part: …/f/${organization.slug}/`}
                  placeholder="wine-tasting"
                  defaultValue={saved.slug}
                  autoComplete="off"
                />
              )}
              <Rank
                of="purposes"
                legend="Purposes, each with a box of its own"
                hint="None chosen: every marketing purpose."
                options={purposes}
                chosen={saved.purposes}
              />
              <Rank
                of="channels"
                legend="Ways to be reached"
                options={CHANNEL_OPTIONS}
                chosen={saved.channels}
              />
              <Rank
                of="languages"
                legend="Languages"
                hint="The first is shown to whoever speaks none of them."
                options={LANGUAGES}
                chosen={saved.languages}
              />
            </Fields>
          </Section>
          <Section title="Words" lead="What you leave empty is said in our words">
            {LANGUAGES.map(({ value, label }) => (
              <Texts key={value} language={value} label={label} saved={saved} />
            ))}
          </Section>
          <Section title="Look">
            <Fields>
              <CheckField
                name="own_color"
                label="A colour of its own, not the organisation’s"
                defaultChecked={saved.color !== null}
              />
              <FieldRow>
                <TextField
                  name="color"
                  label="Colour"
                  type="color"
                  defaultValue={saved.color ?? organization.brand_color}
                />
                <TextField
                  name="logo_text"
                  label="Name on top"
                  defaultValue={saved.logo_text ?? ''}
                />
              </FieldRow>
              <TextField
                name="logo_url"
                label="Logo"
                type="url"
                placeholder="https://…/logo.png"
                description="Shown on the public page, at most 56 px high"
                defaultValue={saved.logo_url ?? ''}
              />
              <TextField
                name="privacy_url"
                label="Privacy notice"
                type="url"
                placeholder="https://…/privacy"
                defaultValue={saved.privacy_url ?? ''}
              />
            </Fields>
          </Section>
          <Section title="Where it works">
            <Fields>
              <CheckField name="active" label="Open to visitors" defaultChecked={saved.active} />
              <LongTextField
                name="embed_origins"
                label="Your sites"
                description="Which may show it or post to it, one on each line: https://shop.example"
                minRows={2}
                defaultValue={saved.embed_origins.join('\n')}
              />
              <CheckField
                name="proof_of_work"
                label="Against bots: browsers work a moment before they may send"
                description="No third party, nothing to solve. Without a script it goes too, but less often."
                defaultChecked={saved.proof_of_work}
              />
              <SelectField
                name="difficulty"
                label="How long they work"
                defaultValue={saved.difficulty}
                data={[
                  { value: 'low', label: 'A blink' },
                  { value: 'normal', label: 'About a second on a phone' },
                  { value: 'high', label: 'Some seconds: while you are under attack' },
                ]}
              />
              {mayWrite ? (
                <FormEnd>
                  <SubmitButton>{fresh ? 'Make the form' : 'Save'}</SubmitButton>
                  <CancelLink to="/forms" />
                </FormEnd>
              ) : (
                <Quiet>You may look at this form, not change it.</Quiet>
              )}
            </Fields>
          </Section>
        </div>
        <div>
          <Section title="As visitors see it">
            <Fields>
              <FieldRow>
                <SelectField
                  name="preview_channel"
                  label="Way"
                  data={CHANNEL_OPTIONS}
                  defaultValue={saved.channels[0] ?? 'email'}
                />
                <SelectField
                  name="preview_language"
                  label="Language"
                  data={LANGUAGES}
                  defaultValue={saved.languages[0] ?? 'en'}
                />
              </FieldRow>
              {shown ? <PagePreview title="The form" html={shown.html} /> : null}
            </Fields>
          </Section>
        </div>
      </Columns>
    </PageForm>
  );
}

function Texts({ language, label, saved }: { language: string; label: string; saved: SavedForm }) {
  const key = saved.languages.find((one) => one === language);
  const texts = Object.entries(saved.texts).find(([one]) => one === language)?.[1];
  return (
    <details open={key !== undefined && key === saved.languages[0]}>
      <summary lang={language}>{label}</summary>
      <Fields>
        <TextField
          name={`title.${language}`}
          label={`Title (${label})`}
          dir="auto"
          defaultValue={texts?.title}
        />
        <LongTextField
          name={`intro.${language}`}
          label={`Introduction (${label})`}
          dir="auto"
          minRows={2}
          defaultValue={texts?.intro}
        />
        <LongTextField
          name={`thanks.${language}`}
          label={`Thanks, once it is confirmed (${label})`}
          dir="auto"
          minRows={2}
          defaultValue={texts?.thanks}
        />
      </Fields>
    </details>
  );
}

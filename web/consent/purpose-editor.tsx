import { useActionData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { FORM_LANGUAGES } from '../../domain/languages.contract.ts';
import { isFormAnswer } from '../core/answer.ts';
import { useDelayedPreview } from '../forms/delayed-preview.ts';
import { SubmitButton, typedOf } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { PreviewRefused } from '../forms/preview-refused.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import { Columns, Section } from '../ui/page.tsx';
import { PagePreview } from '../ui/preview.tsx';
import { PurposeFields, type PurposeWords } from './purpose-fields.tsx';

type Preview = { pages: { language: string; label: string; html: string }[] };
const isPreview = (answer: object): answer is Preview => 'pages' in answer;

export type PurposeEditorProps = {
  saved: PurposeWords & { id?: string; version?: number };
  /** Fields of a new purpose that cannot be changed later. */
  head?: ReactNode;
  lead?: string;
  preview: Preview | null;
  mayWrite: boolean;
  button: string;
  /** Shown under the fields, beside the previews. */
  children?: ReactNode;
};

/** Returns the fields of the language that was added, by the fields of the operation. */
function addedIn(said: unknown): Record<string, string> {
  const tag = isFormAnswer(said) ? typedOf(said, 'added.language')?.trim() : undefined;
  if (!tag) return {};
  const path = `translations.${tag}`;
  return {
    [path]: 'added.language',
    [`${path}.name`]: 'added.name',
    [`${path}.description`]: 'added.description',
  };
}

/** Returns a function that names the field a path is about, as its label does. */
const fieldsOf =
  (saved: PurposeWords) =>
  (path: string): string | undefined => {
    if (path === 'description') return 'Meaning';
    const [, tag = '', part] = /^translations\.([^.]+)(?:\.(name|description))?$/.exec(path) ?? [];
    if (!tag) return undefined;
    const what = part === 'description' ? 'Meaning' : part === 'name' ? 'Name' : 'Language';
    const known = Object.hasOwn(saved.translations, tag) || oneOfOurs(tag);
    return known ? `${what} (${tag})` : `Another language, ${what.toLowerCase()}`;
  };
const oneOfOurs = (tag: string): boolean => FORM_LANGUAGES.some((language) => language === tag);

/**
 * Edits the texts of a purpose. Beside them is its box as people see it in each language, a moment after each change.
 */
export function PurposeEditor(props: PurposeEditorProps) {
  const { saved, head, lead, mayWrite, button, children } = props;
  const { shown, refusal, watched } = useDelayedPreview(
    '/purposes/preview',
    props.preview,
    isPreview,
  );
  const said: unknown = useActionData();
  return (
    <PageForm intent="words" guarded standsFor={addedIn(said)} {...watched}>
      {saved.id ? <input type="hidden" name="purpose" value={saved.id} /> : null}
      <Columns>
        <div>
          <Section title="What it says" lead={lead}>
            <Fields>
              {head}
              <PurposeFields purpose={saved} readOnly={!mayWrite} />
              {mayWrite ? (
                <FormEnd>
                  <SubmitButton>{button}</SubmitButton>
                </FormEnd>
              ) : null}
            </Fields>
          </Section>
          {children}
        </div>
        <div>
          {refusal ? (
            <Section title="As people see it">
              <PreviewRefused refusal={refusal} nameOf={fieldsOf(saved)} />
            </Section>
          ) : null}
          {(refusal ? null : shown)?.pages.map(({ language, label, html }) => (
            <Section key={language} title={`As people see it: ${label}`}>
              <PagePreview title={`The box in ${label}`} html={html} low />
            </Section>
          ))}
        </div>
      </Columns>
    </PageForm>
  );
}

import { FORM_LANGUAGES } from '../../domain/languages.contract.ts';
import { own } from '../../lib/own.ts';
import { errorOf, LongTextField, TextField } from '../forms/fields.tsx';
import { useForm } from '../forms/form.tsx';
import { FieldRow, Fields } from '../forms/layout.tsx';
import { directionOf } from '../public/words/index.ts';
import { languageName, Local } from '../ui/values.tsx';

export type PurposeWords = {
  name: string;
  description: string;
  language: string;
  translations: Record<string, { name: string; description: string }>;
  expires_after_days: number | null;
  renew_before_days: number | null;
};

/** The fields of a purpose that may change; each change makes its next version. */
export function PurposeFields({
  purpose,
  readOnly,
}: {
  purpose: PurposeWords;
  readOnly?: boolean;
}) {
  const { language, translations } = purpose;
  const others = [...new Set([...FORM_LANGUAGES, ...Object.keys(translations)])].filter(
    (one) => one !== language && (Object.hasOwn(translations, one) || !sameLanguage(one, language)),
  );
  return (
    <>
      <TextField
        name="name"
        label={<Local>{`Name (${languageName(language)})`}</Local>}
        description="As people read it: “News and offers”. Used where a language has no name"
        defaultValue={purpose.name}
        readOnly={readOnly}
        dir={directionOf(language)}
      />
      <LongTextField
        name="description"
        label={<Local>{`Meaning (${languageName(language)})`}</Local>}
        description="What they get, how often. Shown on forms and in the preference center"
        rows={3}
        defaultValue={purpose.description}
        readOnly={readOnly}
        dir={directionOf(language)}
      />
      <input type="hidden" name="language" value={language} />
      {others.map((one) => (
        <Translation
          key={one}
          language={one}
          words={own(translations, one)}
          {...(readOnly === undefined ? {} : { readOnly })}
        />
      ))}
      {readOnly ? null : <AnotherLanguage />}
      <FieldRow>
        <TextField
          name="expires_after_days"
          label="Consent ends after (days)"
          description="Empty: only when withdrawn"
          inputMode="numeric"
          defaultValue={purpose.expires_after_days ?? ''}
          readOnly={readOnly}
        />
        <TextField
          name="renew_before_days"
          label="Ask to renew (days before)"
          description="Empty: it ends without asking"
          inputMode="numeric"
          defaultValue={purpose.renew_before_days ?? ''}
          readOnly={readOnly}
        />
      </FieldRow>
    </>
  );
}

const base = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';
const sameLanguage = (a: string, b: string): boolean => base(a) === base(b);

function Translation({
  language,
  words,
  readOnly,
}: {
  language: string;
  words: PurposeWords['translations'][string] | undefined;
  readOnly?: boolean;
}) {
  const label = languageName(language);
  return (
    <>
      <TextField
        name={`translations.${language}.name`}
        label={<Local>{`Name (${label})`}</Local>}
        defaultValue={words?.name}
        readOnly={readOnly}
        dir={directionOf(language)}
        lang={language}
      />
      <LongTextField
        name={`translations.${language}.description`}
        label={<Local>{`Meaning (${label})`}</Local>}
        rows={2}
        defaultValue={words?.description}
        readOnly={readOnly}
        dir={directionOf(language)}
        lang={language}
      />
    </>
  );
}

/** Adds a language that public pages do not have; mails and exports use it. */
function AnotherLanguage() {
  const { answer } = useForm();
  return (
    <details open={errorOf(answer, 'added') !== undefined}>
      <summary>Another language</summary>
      <Fields>
        <TextField
          name="added.language"
          label="Language"
          description="Its tag, such as fr. For messages only: our pages are in English and Arabic"
          autoComplete="off"
        />
        <TextField name="added.name" label="Name in that language" dir="auto" />
        <LongTextField
          name="added.description"
          label="Meaning in that language"
          rows={2}
          dir="auto"
        />
      </Fields>
    </details>
  );
}

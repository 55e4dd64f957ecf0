import { LongTextField, TextField } from '../forms/fields.tsx';
import { Fields } from '../forms/layout.tsx';
import { Section } from '../ui/page.tsx';
import { LANGUAGES } from './languages.ts';
import type { SavedForm } from './saved-form.ts';

/** The organization's own texts of a form, by language. */
export function OwnWords({ saved }: { saved: SavedForm }) {
  return (
    <Section title="Words" lead="Empty fields use our text">
      {LANGUAGES.map(({ value, label }) => (
        <Texts key={value} language={value} label={label} saved={saved} />
      ))}
    </Section>
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
          rows={2}
          defaultValue={texts?.intro}
        />
        <LongTextField
          name={`thanks.${language}`}
          label={`Thanks, once confirmed (${label})`}
          dir="auto"
          rows={2}
          defaultValue={texts?.thanks}
        />
      </Fields>
    </details>
  );
}

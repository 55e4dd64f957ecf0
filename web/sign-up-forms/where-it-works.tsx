import type { ReactNode } from 'react';
import { CheckField, LongTextField, SelectField, TextField } from '../forms/fields.tsx';
import { Fields } from '../forms/layout.tsx';
import { Section } from '../ui/page.tsx';
import type { SavedForm } from './saved-form.ts';

/**
 * Whether a form is open, on which sites it may be shown, and how it is protected from bots. `children`: the end of
 * the editor.
 */
export function WhereItWorks({ saved, children }: { saved: SavedForm; children: ReactNode }) {
  return (
    <Section title="Where it works">
      <Fields>
        <CheckField name="active" label="Open to visitors" defaultChecked={saved.active} />
        <LongTextField
          name="embed_origins"
          label="Your sites"
          description="Which may show it or post to it, one on each line: https://shop.example"
          rows={2}
          defaultValue={saved.embed_origins.join('\n')}
        />
        <TextField
          name="jurisdiction"
          label="Under the law of"
          description="A country. Empty: that of the number or the contact, otherwise unknown"
          placeholder="Germany"
          defaultValue={saved.jurisdiction ?? ''}
          autoComplete="off"
        />
        <CheckField
          name="proof_of_work"
          label="Bot protection: browsers compute for a moment before submitting"
          description="No third party, nothing to solve. It works without a script too, with lower limits."
          defaultChecked={saved.proof_of_work}
        />
        <SelectField
          name="difficulty"
          label="How long they compute"
          defaultValue={saved.difficulty}
          data={[
            { value: 'low', label: 'A fraction of a second' },
            { value: 'normal', label: 'About a second on a phone' },
            { value: 'high', label: 'A few seconds: during an attack' },
          ]}
        />
        {children}
      </Fields>
    </Section>
  );
}

import { CheckField, TextField } from '../forms/fields.tsx';
import { FieldRow, Fields } from '../forms/layout.tsx';
import { Section } from '../ui/page.tsx';
import type { SavedForm } from './saved-form.ts';

/** The appearance of a form. @param color the organization's colour, offered as a default */
export function Look({ saved, color }: { saved: SavedForm; color: string }) {
  return (
    <Section title="Look">
      <Fields>
        <CheckField
          name="own_color"
          label="A color of its own, not the organization’s"
          defaultChecked={saved.color !== null}
        />
        <FieldRow>
          <TextField name="color" label="Color" type="color" defaultValue={saved.color ?? color} />
          <TextField name="logo_text" label="Name on top" defaultValue={saved.logo_text ?? ''} />
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
  );
}

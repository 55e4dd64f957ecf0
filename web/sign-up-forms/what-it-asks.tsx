import { TextField } from '../forms/fields.tsx';
import { Fields } from '../forms/layout.tsx';
import { Section } from '../ui/page.tsx';
import { CHANNEL_OPTIONS } from '../ui/values.tsx';
import { LANGUAGES } from './languages.ts';
import { Purposes } from './purposes.tsx';
import { Rank } from './rank.tsx';
import type { SavedForm } from './saved-form.ts';

/** A form's name and address, and the choices of its visitors. */
export function WhatItAsks({
  saved,
  purposes,
  organization,
}: {
  saved: SavedForm;
  purposes: readonly { value: string; label: string }[];
  organization: { slug: string };
}) {
  return (
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
        <Purposes saved={saved} purposes={purposes} />
        <Rank of="channels" legend="Channels" options={CHANNEL_OPTIONS} chosen={saved.channels} />
        <Rank
          of="languages"
          legend="Languages"
          hint="The first is shown to visitors who use none of them."
          options={LANGUAGES}
          chosen={saved.languages}
        />
      </Fields>
    </Section>
  );
}

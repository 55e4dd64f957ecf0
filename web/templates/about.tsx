import { Link } from '@remix-run/react';
import type { ComponentProps } from 'react';
import { own } from '../../lib/own.ts';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';
import { Channel, Moment } from '../ui/values.tsx';
import { CATEGORY_WORDS } from './categories.ts';

export type AboutTemplate = {
  channel: ComponentProps<typeof Channel>['value'];
  category: string;
  is_default: boolean;
  language: string;
  version: number;
  updated_at: string;
  variables: readonly string[];
};

/** Says what a template is for and when it is used. `mayBeDefault`: a button makes it the default of its use. */
export function About({
  template,
  mayBeDefault,
}: {
  template: AboutTemplate;
  mayBeDefault: boolean;
}) {
  return (
    <Section title="About">
      <Facts>
        <Fact label="Channel">
          <Channel value={template.channel} />
        </Fact>
        <Fact label="What it is for">{own(CATEGORY_WORDS, template.category)}</Fact>
        <Fact label="Used when">
          {template.is_default
            ? 'No template is named: this is the default for its use'
            : 'It is named in a campaign or by the API'}
        </Fact>
        <Fact label="Main language">{template.language}</Fact>
        <Fact label="Version">{template.version}</Fact>
        <Fact label="Changed">
          <Moment at={template.updated_at} />
        </Fact>
        <Fact label="Values it uses">{template.variables.join(', ')}</Fact>
      </Facts>
      <p>
        <Link to="/templates/selection">Which template and language is used when</Link>
      </p>
      {mayBeDefault ? (
        <PageForm intent="default">
          <SubmitButton variant="default">Use where none is named</SubmitButton>
        </PageForm>
      ) : null}
    </Section>
  );
}

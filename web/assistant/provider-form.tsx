import {
  CheckField,
  PasswordField,
  SelectField,
  SubmitButton,
  TextField,
} from '../forms/fields.tsx';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';

export type Provider = {
  source: 'organization' | 'installation';
  kind: 'openai' | 'anthropic' | null;
  base_url: string | null;
  model: string | null;
  has_key: boolean;
  answers: { model: string; host: string; stand_in: boolean } | null;
  version: number;
};

export const KINDS = [
  { value: 'openai', label: 'OpenAI, or a server compatible with it' },
  { value: 'anthropic', label: 'Anthropic' },
];

/** Sets the organization's own model. Its key is stored encrypted and never shown. */
export function ProviderForm({ provider }: { provider: Provider }) {
  const { has_key: hasKey } = provider;
  return (
    <>
      <PageForm intent="provider" standsFor={{ key: 'provider_key' }} guarded>
        <input type="hidden" name="version" value={provider.version} />
        <Fields>
          <SelectField
            name="kind"
            label="Provider"
            data={KINDS}
            defaultValue={provider.kind ?? 'openai'}
          />
          <TextField
            name="base_url"
            label="Address"
            type="url"
            placeholder="https://api.openai.com/v1"
            defaultValue={provider.base_url ?? ''}
          />
          <TextField
            name="model"
            label="Model"
            placeholder="gpt-4.1-mini"
            defaultValue={provider.model ?? ''}
          />
          <PasswordField
            name="provider_key"
            label="API key"
            description={
              hasKey
                ? 'One is stored. Leave this empty to keep it'
                : 'Stored encrypted, and never shown again'
            }
            autoComplete="off"
            data-1p-ignore
          />
          {hasKey ? <CheckField name="no_key" label="This server needs no key: delete the stored one" /> : null}
          <FormEnd>
            <SubmitButton>Use this model</SubmitButton>
          </FormEnd>
        </Fields>
      </PageForm>
      {provider.source === 'organization' ? (
        <ConfirmForm
          intent="remove_provider"
          ask="Go back to the installation’s model"
          title="Go back to the installation’s model?"
          act="Yes, go back"
          words="The stored key is deleted. Conversations stay; the next answer comes from the installation’s model."
        />
      ) : null}
    </>
  );
} // prettier-ignore

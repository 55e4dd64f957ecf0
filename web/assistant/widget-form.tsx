import {
  CheckField,
  LongTextField,
  SelectField,
  SubmitButton,
  TextField,
} from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields, FormEnd } from '../forms/layout.tsx';
import { Section } from '../ui/page.tsx';

import classes from './assistant.module.css';

export type Widget = {
  active: boolean;
  origins: string[];
  greeting: string;
  knowledge: string;
  form_id: string | null;
  session_questions: number;
  network_sessions: number;
  session_tokens: number;
  month_tokens: number | null;
  version: number;
  prompt: string;
  snippet: string;
  url: string;
};

/** Sets up the chat widget. */
export function WidgetForm({
  widget,
  forms,
}: {
  widget: Widget;
  forms: readonly { id: string; name: string }[];
}) {
  const set = widget.form_id;
  const isListed = set === null || forms.some(({ id }) => id === set);
  return (
    <PageForm intent="widget" guarded>
      <input type="hidden" name="version" value={widget.version} />
      <div className={classes['sections']}>
        <Section title="Where it is shown">
          <Fields>
            <CheckField name="active" label="Open to visitors" defaultChecked={widget.active} />
            <LongTextField
              name="origins"
              label="Your sites"
              description="Which may show it, one on each line: https://shop.example. No other site can"
              rows={3}
              defaultValue={widget.origins.join('\n')}
            />
          </Fields>
        </Section>
        <Section title="What it says">
          <Fields>
            <LongTextField
              name="greeting"
              label="Greeting"
              description="Empty: a provided one, in the visitor’s language"
              rows={2}
              maxLength={500}
              dir="auto"
              defaultValue={widget.greeting}
            />
            <LongTextField
              name="knowledge"
              label="What visitors may know about you"
              description="Opening hours, products, prices. What members are told is not told to visitors. No secrets: visitors can have it repeated"
              rows={6}
              maxLength={20_000}
              dir="auto"
              defaultValue={widget.knowledge}
            />
            <SelectField
              name="form_id"
              label="Form for an address"
              description="Behind a button below the chat. It asks for consent, and confirms the address by a code; until then nothing is stored"
              data={[
                { value: '', label: 'None: visitors cannot leave an address' },
                ...forms.map(({ id, name }) => ({ value: id, label: name })),
                ...(isListed ? [] : [{ value: set, label: 'The form that is set' }]),
              ]}
              defaultValue={widget.form_id ?? ''}
            />
          </Fields>
        </Section>
        <Section
          title="Limits"
          lead="Beside these, the limits of the organization and of each conversation count."
        >
          <Fields>
            <FieldRow>
              <TextField
                name="session_questions"
                label="Questions of one conversation"
                inputMode="numeric"
                defaultValue={widget.session_questions}
              />
              <TextField
                name="session_tokens"
                label="Tokens of one conversation"
                inputMode="numeric"
                defaultValue={widget.session_tokens}
              />
            </FieldRow>
            <FieldRow>
              <TextField
                name="network_sessions"
                label="Conversations an hour, each network"
                inputMode="numeric"
                defaultValue={widget.network_sessions}
              />
              <TextField
                name="month_tokens"
                label="Tokens of all visitors a month"
                inputMode="numeric"
                placeholder="No limit"
                defaultValue={widget.month_tokens ?? ''}
              />
            </FieldRow>
            <FormEnd>
              <SubmitButton>Save the widget</SubmitButton>
            </FormEnd>
          </Fields>
        </Section>
      </div>
    </PageForm>
  );
}

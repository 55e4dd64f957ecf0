import type { QuietHours } from '../../domain/message-rules/contract.ts';
import { CheckField, SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import { Section } from '../ui/page.tsx';

/** Whether quiet hours are kept, and by what. */
export function QuietSwitches({
  quiet,
  mayWrite,
}: {
  quiet: Pick<QuietHours, 'enabled' | 'channels' | 'transactional'>;
  mayWrite: boolean;
}) {
  return (
    <Section title="Which messages wait">
      <PageForm intent="switches">
        <Fields>
          <CheckField
            name="enabled"
            label="Keep quiet hours"
            description="For marketing messages. Codes always go at once"
            defaultChecked={quiet.enabled}
            disabled={!mayWrite}
          />
          <CheckField
            name="sms"
            label="Text messages"
            defaultChecked={quiet.channels.includes('sms')}
            disabled={!mayWrite}
          />
          <CheckField
            name="email"
            label="E-mails"
            description="The laws below are about calls and texts"
            defaultChecked={quiet.channels.includes('email')}
            disabled={!mayWrite}
          />
          <CheckField
            name="transactional"
            label="Also service messages"
            description="About something the person asked for"
            defaultChecked={quiet.transactional}
            disabled={!mayWrite}
          />
          {mayWrite ? (
            <FormEnd>
              <SubmitButton>Save</SubmitButton>
            </FormEnd>
          ) : null}
        </Fields>
      </PageForm>
    </Section>
  );
}

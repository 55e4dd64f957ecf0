import type { QuietHours } from '../../domain/message-rules/contract.ts';
import { Section } from '../ui/page.tsx';
import { CheckSetting, LastFields, SettingsForm } from './settings-form.tsx';

/** Switches quiet hours on or off, and for which messages. */
export function QuietSwitches({
  quiet,
  mayWrite,
}: {
  quiet: Pick<QuietHours, 'enabled' | 'channels' | 'transactional'>;
  mayWrite: boolean;
}) {
  return (
    <Section title="Which messages wait">
      <SettingsForm intent="switches" mayWrite={mayWrite}>
        <LastFields>
          <CheckSetting
            name="enabled"
            label="Keep quiet hours"
            description="For marketing messages. Codes always go at once"
            defaultChecked={quiet.enabled}
          />
          <CheckSetting
            name="sms"
            label="Text messages"
            defaultChecked={quiet.channels.includes('sms')}
          />
          <CheckSetting
            name="email"
            label="E-mails"
            description="The laws below are about calls and texts"
            defaultChecked={quiet.channels.includes('email')}
          />
          <CheckSetting
            name="transactional"
            label="Also service messages"
            description="About something the person asked for"
            defaultChecked={quiet.transactional}
          />
        </LastFields>
      </SettingsForm>
    </Section>
  );
}

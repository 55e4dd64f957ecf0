import { LastFields, SettingsForm, TextSetting } from './settings-form.tsx';

type Sender = { name: string | null; email: string | null; reply_to: string | null };

/** The sender of mails. Empty fields use the installation's sender. */
export function SenderForm({
  sender,
  logo,
  mayWrite,
}: {
  sender: Sender;
  logo: string | null;
  mayWrite: boolean;
}) {
  return (
    <SettingsForm mayWrite={mayWrite} intent="sender">
      <LastFields>
        <TextSetting
          name="sender.name"
          label="From name"
          placeholder="The Shop"
          maxLength={100}
          defaultValue={sender.name ?? ''}
        />
        <TextSetting
          name="sender.email"
          label="From address"
          type="email"
          description="Of a domain below. Empty: the address of this installation"
          placeholder="news@shop.example"
          defaultValue={sender.email ?? ''}
        />
        <TextSetting
          name="sender.reply_to"
          label="Reply-to address"
          type="email"
          description="Empty: the from address"
          defaultValue={sender.reply_to ?? ''}
        />
        <TextSetting
          name="logo_url"
          label="Logo"
          type="url"
          description="Address of a picture, 40 points high at the top of mails. Previews load no pictures; a test shows it"
          placeholder="https://shop.example/logo.png"
          defaultValue={logo ?? ''}
        />
      </LastFields>
    </SettingsForm>
  );
}

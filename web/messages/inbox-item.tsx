import type { InboxMessage } from '../../api/client-types.ts';
import { Quiet } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';
import { MailPreview, PhonePreview } from '../ui/preview.tsx';
import { CHANNEL_WORDS, Moment } from '../ui/values.tsx';

/** Shows one message received locally. The HTML of a mail is rendered when it is opened. */
export function InboxItem({ message }: { message: InboxMessage }) {
  const { channel, to, from, subject, text, html, received_at } = message;
  return (
    <Section
      title={subject ?? to}
      lead={
        <>
          {CHANNEL_WORDS[channel]} from {from} to {to} · <Moment at={received_at} />
        </>
      }
    >
      {channel === 'sms' ? (
        <PhonePreview text={text} />
      ) : (
        <details>
          <summary>
            <Quiet>{text.slice(0, 160).trim() || 'Open the mail'}</Quiet>
          </summary>
          <MailPreview html={html ?? `<pre>${text.replaceAll('<', '&lt;')}</pre>`} />
        </details>
      )}
    </Section>
  );
}

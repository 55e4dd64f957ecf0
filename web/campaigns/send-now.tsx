import { DialogForm } from '../forms/dialog-form.tsx';
import type { ButtonProps } from '@mantine/core';
import type { Audience } from './counts.tsx';
import { CapNow } from './cap-now.tsx';
import { QuietNow } from './quiet-now.tsx';
import { SendFacts } from './send-facts.tsx';

/** The id of the dialog, so that a second button can open it. */
export const SEND_NOW = 'send-now';

/** Sends a campaign at once, after a dialog that says to how many and from whom. */
export function SendNow({
  ask,
  campaign,
  audience,
  from,
  button,
}: {
  ask: string;
  campaign: { version: number; channel: string };
  audience: Audience;
  from: string;
  button?: ButtonProps;
}) {
  return (
    <DialogForm
      id={SEND_NOW}
      intent="send"
      ask={ask}
      title="Send it now?"
      act="Yes, send it"
      {...(button ? { button } : {})}
    >
      <input type="hidden" name="version" value={campaign.version} />
      <SendFacts
        audience={audience}
        channel={campaign.channel}
        from={from}
        when={
          <>
            Now
            <QuietNow included={audience.included} quiet={audience.quiet_hours} before=". " />
            <CapNow included={audience.included} caps={audience.frequency_caps} before=". " />
          </>
        }
      />
      <p>
        It can be paused or stopped while it is being sent. What has gone out cannot be recalled.
      </p>
    </DialogForm>
  );
}

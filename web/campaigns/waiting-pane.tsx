import { DialogForm } from '../forms/dialog-form.tsx';
import { Section } from '../ui/page.tsx';
import { Moment } from '../ui/values.tsx';
import { AudienceCounts, type Audience } from './counts.tsx';
import { QuietNow } from './quiet-now.tsx';
import { SendNow } from './send-now.tsx';
import { TimeField } from './time-field.tsx';

export type WaitingProps = {
  campaign: {
    id: string;
    version: number;
    channel: string;
    status: string;
    scheduled_at: string | null;
  };
  audience: Audience;
  /** Its time has come, or passed while it was paused. */
  due: boolean;
  /** Its scheduled time on the reader's clock, as a field value. */
  typed: string;
  zone: string;
  from: string;
  maySend: boolean;
};

/** Shows an approved campaign that has not begun: when it is sent, to how many, and what can still be changed. */
export function WaitingPane(props: WaitingProps) {
  const { campaign, audience, due, typed, zone, from, maySend } = props;
  const paused = campaign.status === 'paused';
  return (
    <Section
      title={paused ? 'Paused before it began' : due ? 'It is about to begin' : 'Before it begins'}
      lead={<When at={campaign.scheduled_at} paused={paused} due={due} audience={audience} />}
      actions={
        maySend ? (
          <>
            <DialogForm
              intent="unschedule"
              ask="Edit"
              title="Take it back to draft?"
              act="Yes, edit it"
              button={SMALL}
            >
              <p>Nothing goes out until you send or schedule it again.</p>
            </DialogForm>
            <DialogForm
              intent="reschedule"
              ask="Change the time"
              title="When should it go out?"
              act="Save the time"
              button={SMALL}
            >
              <TimeField id={campaign.id} typed={typed} zone={zone} then={audience} />
            </DialogForm>
            {due && !paused ? null : (
              <SendNow
                ask="Send now"
                campaign={campaign}
                audience={audience}
                from={from}
                button={SMALL}
              />
            )}
          </>
        ) : null
      }
    >
      <AudienceCounts audience={audience} />
    </Section>
  );
}

const SMALL = { variant: 'default', size: 'xs' } as const;

function When({
  at,
  paused,
  due,
  audience: { included, quiet_hours_later: quiet },
}: {
  at: string | null;
  paused: boolean;
  due: boolean;
  audience: Audience;
}) {
  const time = <Moment at={at} />;
  if (paused && due) {
    return <>Its time, {time}, passed while it was paused. Choose another one, or send it now.</>;
  }
  if (paused) return <>It is for {time}, but nothing goes out until you resume it.</>;
  if (due) return <>Its time has come: the first messages go out in a moment.</>;
  const decided = 'Who gets it is decided then; this is how it stands now.';
  return quiet?.waiting ? (
    <>
      It begins {time}. <QuietNow included={included} quiet={quiet} after=". " />
      {decided}
    </>
  ) : (
    <>
      It goes out {time}. {decided}
    </>
  );
}

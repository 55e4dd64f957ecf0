import { useLatestAnswer } from '../core/latest-answer.ts';
import { TextField } from '../forms/fields.tsx';
import type { Audience } from './counts.tsx';
import { QuietNow } from './quiet-now.tsx';

export type QuietThen = Pick<Audience, 'included' | 'quiet_hours_later'>;
const isQuietThen = (answer: object): answer is QuietThen => 'quiet_hours_later' in answer;
const PAUSE_MS = 300;

/** Asks for the time of a campaign. A moment after it is typed, it says who would wait for quiet hours then. */
export function TimeField({
  id,
  typed,
  zone,
  then,
}: {
  /** The campaign's. */
  id: string;
  typed: string;
  zone: string;
  then: QuietThen;
}) {
  const { answer, ask } = useLatestAnswer(PAUSE_MS, isQuietThen);
  const { included, quiet_hours_later: quiet } = answer ?? then;
  return (
    <>
      <TextField
        name="at"
        type="datetime-local"
        label="Day and time"
        description={`In your time zone, ${zone}; at most two years ahead`}
        defaultValue={typed}
        onChange={(event) => {
          const at = event.currentTarget.value;
          ask(`/campaigns/${id}/quiet`, () => ({
            method: 'POST',
            body: new URLSearchParams({ at }),
          }));
        }}
      />
      <div aria-live="polite">
        <QuietNow included={included} quiet={quiet} after="." />
      </div>
    </>
  );
}

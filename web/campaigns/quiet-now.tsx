import { Moment, useCount } from '../ui/values.tsx';
import type { QuietHours } from './counts.tsx';

/**
 * Says how many would wait for quiet hours to end, and until when the first of them; nothing if nobody would.
 * @param before precedes the words
 * @param after follows them
 */
export function QuietNow({
  included,
  quiet,
  before = '',
  after = '',
}: {
  included: number;
  quiet: QuietHours | null;
  before?: string;
  after?: string;
}) {
  const count = useCount();
  if (!quiet?.waiting) return null;
  const { looked_at, waiting, until } = quiet;
  const whole = looked_at >= included;
  const all = whole ? count(included) : `the ${count(looked_at)} looked at`;
  const who = waiting === looked_at && whole ? 'Everybody waits' : `${count(waiting)} of ${all} ${waiting === 1 ? 'waits' : 'wait'}`; // prettier-ignore
  return (
    <>
      {before}
      {who} for quiet hours to end; the first can go out <Moment at={until} />
      {after}
    </>
  );
}

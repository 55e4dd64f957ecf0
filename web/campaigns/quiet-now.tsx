import { Moment, useCount } from '../ui/values.tsx';
import type { QuietHours } from './counts.tsx';

/** Says how many of those who get it: `3 of 12`, or of those looked at, where it has more recipients. */
export const someOf = (
  { looked_at, waiting }: Pick<QuietHours, 'looked_at' | 'waiting'>,
  included: number,
  count: (value: number) => string,
): string =>
  `${count(waiting)} of ${looked_at >= included ? count(included) : `the ${count(looked_at)} looked at`}`;

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
  const who = waiting === looked_at && whole ? 'Everybody waits' : `${someOf(quiet, included, count)} ${waiting === 1 ? 'waits' : 'wait'}`; // prettier-ignore
  return (
    <>
      {before}
      {who} for quiet hours to end; the first can go out <Moment at={until} />
      {after}
    </>
  );
}

import { Link } from '@remix-run/react';
import { Moment, useCount } from '../ui/values.tsx';
import type { CapsNow } from './counts.tsx';
import { someOf } from './quiet-now.tsx';

/**
 * Says that a frequency cap covers a campaign, and how many have no room under it now; nothing if no cap does.
 * @param before precedes the words
 */
export function CapNow({
  included,
  caps,
  before = '',
}: {
  included: number;
  caps: CapsNow | null;
  before?: string;
}) {
  const count = useCount();
  if (!caps) return null;
  const { waiting, until, over } = caps;
  const cap = <Link to="/settings/quiet-hours">frequency cap</Link>;
  if (!waiting) {
    return (
      <>
        {before}A {cap} applies; nobody {caps.looked_at < included ? 'looked at ' : ''}has reached
        it
      </>
    );
  }
  return (
    <>
      {before}
      {someOf(caps, included, count)}{' '}
      {over === 'hold' ? (
        <>
          {waiting === 1 ? 'has' : 'have'} reached a {cap} and {waiting === 1 ? 'waits' : 'wait'}{' '}
          for room; the first can go out <Moment at={until} />
        </>
      ) : (
        <>
          {waiting === 1 ? 'has' : 'have'} reached a {cap} and {waiting === 1 ? 'is' : 'are'} not
          sent to
        </>
      )}
    </>
  );
}

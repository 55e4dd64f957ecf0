import type { ReactNode } from 'react';
import { Fact, Facts } from '../ui/facts.tsx';
import { CHANNEL_WORDS, useSome } from '../ui/values.tsx';
import { own } from '../../lib/own.ts';

/** Shows what a user confirms when they send a campaign: to how many, from whom, when. */
export function SendFacts({
  audience,
  channel,
  from,
  when,
}: {
  audience: { included: number; excluded: number };
  channel: string;
  from: string;
  when: ReactNode;
}) {
  const some = useSome();
  return (
    <Facts>
      <Fact label="To">
        {some(audience.included, 'person', 'people')}
        {audience.excluded ? `; ${some(audience.excluded, 'is', 'are')} left out` : ''}
      </Fact>
      <Fact label="By">{own(CHANNEL_WORDS, channel) ?? channel}</Fact>
      <Fact label="From">
        <span dir="auto">{from}</span>
      </Fact>
      <Fact label="When">{when}</Fact>
    </Facts>
  );
}

import type { ReactNode } from 'react';
import { Fact, Facts } from '../ui/facts.tsx';
import { CHANNEL_WORDS, useCount } from '../ui/values.tsx';
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
  const count = useCount();
  const people = usePeople();
  return (
    <Facts>
      <Fact label="To">
        {people(audience.included)}
        {audience.excluded ? `; ${count(audience.excluded)} are left out` : ''}
      </Fact>
      <Fact label="By">{own(CHANNEL_WORDS, channel) ?? channel}</Fact>
      <Fact label="From">
        <span dir="auto">{from}</span>
      </Fact>
      <Fact label="When">{when}</Fact>
    </Facts>
  );
}

/** `509 people`, `1 person`. */
export function usePeople(): (value: number) => string {
  const count = useCount();
  return (value) => (value === 1 ? '1 person' : `${count(value)} people`);
}

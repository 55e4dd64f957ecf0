import { Alert } from '@mantine/core';
import { Link } from '@remix-run/react';
import { useClock } from '../core/clock.ts';
import { Local } from '../ui/values.tsx';
import type { LimitsNow, Whose } from './limits-now.ts';
import { AskManagers } from './settings-link.tsx';

type Props = {
  whose: Whose;
  limits: LimitsNow;
  /** It was one question for an editor; there is no conversation that somebody sees. */
  isTask: boolean;
};

const TITLES: Record<Whose, string> = {
  organization: 'The organization’s limit is reached',
  user: 'Your limit is reached',
  conversation: 'This conversation is full',
};
const OFF: Record<Whose, string> = {
  organization: 'The organization’s limit is 0.',
  user: 'The limit of each member and API key is 0.',
  conversation: 'The limit of each conversation is 0.',
};

/** Says which limit leaves too little, and what helps: to wait, another conversation, or a higher limit. */
export function UsedUp({ whose, limits, isTask }: Props) {
  const isOff = limits.off.includes(whose);
  const isTooLong = whose === 'conversation' && isTask;
  const title = isOff
    ? 'The assistant is switched off'
    : isTooLong
      ? 'This is too long for one question'
      : TITLES[whose];
  return (
    <Alert color="yellow" variant="light" title={title} role="note">
      {isOff ? (
        OFF[whose]
      ) : isTooLong ? (
        'The limit of each conversation leaves too little for it. Shorten it.'
      ) : whose === 'conversation' ? (
        <>
          What is left for it is too little for an answer.{' '}
          <Link to="/assistant">Begin a new conversation</Link>.
        </>
      ) : (
        <>
          What is left for this month is too little for an answer. It begins again on{' '}
          <DayInUtc at={limits.beginsAgainAt} />.
        </>
      )}{' '}
      <AskManagers todo="raise the limit" />
    </Alert>
  );
}

/** A day of the months that limits count: `December 1, UTC`. */
function DayInUtc({ at }: { at: string }) {
  const { locale } = useClock();
  const day = new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', timeZone: 'UTC' });
  return <Local>{`${day.format(new Date(at))}, UTC`}</Local>;
}

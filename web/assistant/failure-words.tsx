import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';
import { own } from '../../lib/own.ts';
import { WHOSE, type LimitsNow, type Whose } from './limits-now.ts';
import { AskManagers } from './settings-link.tsx';
import { UsedUp } from './used-up.tsx';

type Words = { title: string; say: ReactNode };

const AGAIN = 'Nothing is lost: ask again.';

/** Why an answer did not come, or not to its end, by its failure. */
const FAILURES: Record<string, Words> = {
  rate_limited: { title: 'The model is busy', say: 'It is asked too often at the moment. Ask again in a minute.' },
  no_model: { title: 'No model is set', say: <AskManagers todo="enter one" /> },
  unauthorized: { title: 'The provider refuses the key, or its account has no credit', say: <AskManagers todo="check the model" /> },
  invalid: { title: 'The model cannot be used like this', say: <AskManagers todo="check the model" /> },
  too_long: { title: 'This is too long for the model', say: 'Shorten the question, or begin another conversation.' },
  filtered: { title: 'The provider held the answer back', say: 'Its filter stopped it. Put the question another way.' },
  length: { title: 'The answer is longer than allowed', say: 'It ends here. Ask for the rest, or for a shorter answer.' },
  empty: { title: 'The model answered nothing', say: 'Put the question another way.' },
  unreadable_answer: { title: 'The answer of the model cannot be read', say: AGAIN },
  too_many_rounds: { title: 'The assistant looked things up until it had to stop', say: 'Ask for less at once, or name what you mean: a campaign, a person, a period.' },
  canceled: { title: 'Stopped', say: 'What it had used until then is counted. Ask again at any time.' },
  not_begun: { title: 'The model could not be asked in time', say: AGAIN },
  model_busy: { title: 'The model is busy', say: 'It is asked too often at the moment. Ask again in a minute.' },
  timed_out: { title: 'The model took too long', say: AGAIN },
  cut: { title: 'The connection to the model broke off', say: AGAIN },
  unavailable: { title: 'The model did not answer', say: AGAIN },
  lost: { title: 'The answer was lost', say: AGAIN },
  gone: { title: 'The conversation was deleted', say: 'What it had used until then is counted.' },
}; // prettier-ignore

const UNKNOWN: Words = { title: 'There is no whole answer', say: AGAIN };

/** Whether there are words for a failure of something else than a chat. */
export const hasWords = (failure: string): boolean =>
  failure !== 'length' && (own(FAILURES, failure) !== undefined || limitOf(failure) !== undefined);

const limitOf = (failure: string): Whose | undefined => {
  const named = /^(\w+)_(?:tokens|cost)$/.exec(failure)?.[1];
  return WHOSE.find((whose) => whose === named);
};

/** Whose limit refused a call, for lists that others read. */
const LIMIT_TITLES: Record<Whose, string> = {
  organization: 'The organization’s limit',
  user: 'The limit of a member, a key or all visitors',
  conversation: 'The conversation’s limit',
};

/** Returns in a few words why there is no whole answer, for lists. */
export function failureTitle(failure: string): string {
  const whose = limitOf(failure);
  return whose ? LIMIT_TITLES[whose] : (own(FAILURES, failure) ?? UNKNOWN).title;
}

/** Says in a friendly way why there is no whole answer. @param isTask it was one question for an editor */
export function FailureWords({
  failure,
  limits,
  isTask = false,
}: {
  failure: string;
  limits: LimitsNow;
  isTask?: boolean;
}) {
  const whose = limitOf(failure);
  if (whose) return <UsedUp whose={whose} limits={limits} isTask={isTask} />;
  const { title, say } = own(FAILURES, failure) ?? UNKNOWN;
  const isOurs = failure === 'canceled' || failure === 'length';
  return (
    <Alert color={isOurs ? 'gray' : 'yellow'} variant="light" title={title} role="note">
      {say}
    </Alert>
  );
}

import { AppError, type LimitFacts, type ProblemFacts } from '#lib/errors.ts';
import { toMicros } from '../../prices/money.ts';
import { dayInWords, dollarsInWords, monthBefore, tokensInWords } from '../in-words.ts';

/**
 * Returns the problem that a widget can show: the limit that is reached, what of it is left, and when there is room again.
 * @param limit null: whoever asked is not told, or it was in another month
 * @param untilNextMonthS null: the month of the question is over
 */
export function usedUp(
  reason: string,
  limit: LimitFacts | null,
  untilNextMonthS: number | null,
  call: ProblemFacts['call'],
): AppError {
  const isConversations = reason.startsWith('conversation_');
  const isOff = limit !== null && mostIn(reason, limit) === 0;
  // A full conversation needs no patience but another one, and what is switched off does not come back by itself.
  const waits = untilNextMonthS !== null && !isConversations && !isOff;
  return new AppError('rate_limited', limit ? saying(reason, limit) : LEFT_TOO_LITTLE, {
    problem: 'assistant_quota_used_up',
    extra: { reason, ...(limit ? { limit } : {}), ...(call ? { call } : {}) },
    ...(waits ? { retryAfter: untilNextMonthS } : {}),
  });
}

const LEFT_TOO_LITTLE = 'The limit left too little for this question with the longest answer';

type Amount = { tokens: number | null; cost: string | null };

/** An amount in the unit of a limit, in tokens or micros. */
const amountIn = (reason: string, { tokens, cost }: Amount): number =>
  reason.endsWith('_tokens') ? (tokens ?? 0) : Number(toMicros(cost ?? '0'));
const mostIn = (reason: string, { most }: LimitFacts): number => amountIn(reason, most);

function saying(reason: string, limit: LimitFacts): string {
  const words = reason.endsWith('_tokens') ? tokensInWords : dollarsInWords;
  const say = (amount: Amount): string => words(amountIn(reason, amount));
  const { of, most, used, reserved, left, begins_again_at } = limit;
  if (mostIn(reason, limit) === 0) return `The assistant is switched off: ${OFF[of]} is 0`;
  const month = of === 'conversation' ? '' : ` for ${monthBefore(begins_again_at)}`;
  const running = amountIn(reason, reserved)
    ? `, and ${say(reserved)} are reserved for answers that are being written`
    : '';
  const rest = amountIn(reason, left)
    ? `what is left (${say(left)}) is too little for this question with the longest answer`
    : 'nothing is left';
  const then = of === 'conversation' ? 'Begin another conversation' : `It begins again on ${dayInWords(begins_again_at)}`; // prettier-ignore
  return `${HAS_USED[of]} ${say(used)} of ${say(most)}${month}${running}; ${rest}. ${then}`;
}

const HAS_USED = {
  organization: 'The organization has used',
  user: 'You have used',
  conversation: 'This conversation has used',
};
const OFF = {
  organization: 'the organization’s limit',
  user: 'the limit of each member and API key',
  conversation: 'the limit of each conversation',
};

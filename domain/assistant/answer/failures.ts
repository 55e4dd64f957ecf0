import { AppError, invalidField, type LimitFacts, type ProblemFacts } from '#lib/errors.ts';
import { whoseLimit } from '../ledger/limit-facts.ts';
import { usedUp } from './used-up.ts';

/** Failures with which a provider has refused a call: nothing was used. */
const REFUSED: ReadonlySet<string> = new Set([
  'rate_limited', 'unavailable', 'unauthorized', 'invalid', 'too_long',
]); // prettier-ignore

/** Whether the provider has certainly used nothing. */
export const refusedUnused = (failure: string | null): boolean =>
  failure !== null && REFUSED.has(failure);

const BUSY_S = 30;

/** What is known of an answer that did not come, beside its failure. */
type Known = {
  /** What the provider asked for. */
  retryAfterS: number | null;
  /** Null: the month of the question is over. */
  untilNextMonthS: number | null;
  limit: LimitFacts | null;
  /** What it used all the same; null: nothing. */
  call: NonNullable<ProblemFacts['call']> | null;
};

/** Returns the error for an answer that did not come. `Retry-After` is given only where it may go better then. */
export function failed(
  failure: string | null,
  { retryAfterS, untilNextMonthS, limit, call }: Known,
): AppError {
  const reason = failure ?? 'failed';
  const used = call ?? undefined;
  if (whoseLimit(reason)) return usedUp(reason, limit, untilNextMonthS, used);
  const extra = { reason, ...(used ? { call: used } : {}) };
  switch (reason) {
    case 'rate_limited':
      return new AppError('rate_limited', 'The model is asked too often at the moment', { retryAfter: retryAfterS ?? BUSY_S, extra: { ...extra, reason: 'model_busy' } }); // prettier-ignore
    case 'no_model':
      return new AppError('conflict', 'No language model is set: enter one in the settings of the assistant', { extra }); // prettier-ignore
    case 'unauthorized':
      return new AppError('conflict', 'The model’s provider refuses the key, or its account has no credit: check the settings of the assistant', { extra }); // prettier-ignore
    case 'invalid':
      return new AppError('conflict', 'The model cannot be used like this: check the settings of the assistant', { extra }); // prettier-ignore
    case 'too_long':
      return invalidField(
        'content',
        'is too long for this model, together with what was said before',
      );
    case 'empty':
      return new AppError('unavailable', 'The model answered nothing; put the question another way', { extra }); // prettier-ignore
    case 'filtered':
      return new AppError('unavailable', 'The provider’s filter held the answer back; put the question another way', { extra }); // prettier-ignore
    case 'too_many_rounds':
      return new AppError('unavailable', 'The model looked things up until it had to stop, and gave no answer; ask for less at once', { extra }); // prettier-ignore
    case 'not_begun':
      return new AppError('unavailable', 'The question could not be put to the model in time; try again', { retryAfter: BUSY_S, extra }); // prettier-ignore
    case 'gone':
      return new AppError('gone', 'The conversation was deleted');
    default:
      return new AppError('unavailable', 'The model did not answer; try again', { retryAfter: retryAfterS ?? BUSY_S, extra }); // prettier-ignore
  }
}

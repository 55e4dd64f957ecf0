import { AppError } from '#lib/errors.ts';

/** Why a visitor got no whole answer. `session`: this conversation is used up, a new one may begin. */
export const WHY_FAILED = ['month', 'session', 'busy', 'too_long', 'unavailable'] as const;
export type WhyFailed = (typeof WHY_FAILED)[number];

/** Returns why an answer failed, without anything of the organization's settings. */
export function whyFailed(failure: string | null): WhyFailed {
  if (failure?.startsWith('conversation_')) return 'session';
  if (failure !== null && /^(?:organization|user)_/.test(failure)) return 'month';
  if (failure === 'rate_limited') return 'busy';
  return failure === 'too_long' ? 'too_long' : 'unavailable';
}

/**
 * Returns an error as a visitor may see it. What is wrong with the organization's model, key or account is for its
 * members alone.
 */
export function asVisitorError(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const { problem, extra, retryAfter } = error.detail;
  if (problem === 'assistant_quota_used_up') {
    const reason = extra?.reason === 'session' ? 'session' : whyFailed(extra?.reason ?? null);
    const words =
      reason === 'session'
        ? 'This conversation has reached its limit; begin a new one'
        : 'The assistant has answered all that it may this month';
    const wait = reason === 'session' ? NEW_SESSION_S : retryAfter;
    return new AppError('rate_limited', words, {
      problem,
      extra: { reason },
      ...(wait === undefined ? {} : { retryAfter: wait }),
    });
  }
  const isOurs = extra?.reason === 'answering';
  if (error.kind === 'conflict' && !isOurs) {
    return new AppError('unavailable', 'The assistant cannot answer at the moment', {
      retryAfter: 300,
      extra: { reason: 'unavailable' },
    });
  }
  if (!extra?.call) return error;
  const { call: _, ...facts } = extra;
  return new AppError(error.kind, error.message, { ...error.detail, extra: facts });
}

/** Another conversation may begin at once. */
const NEW_SESSION_S = 1;

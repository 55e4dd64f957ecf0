import { ApplicationFailure } from '@temporalio/activity';
import { SenderRests } from '#domain/senders/sender-rests.ts';

/**
 * Does what sends one message; while its sender rests nothing is written, and Temporal comes back when it is over.
 * @throws ApplicationFailure `ProviderDeferred`
 */
export async function afterRest<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SenderRests)) throw error;
    throw providerDeferred(error.message, error.waitMs);
  }
}

/** @param waitMs when to come back; without it the policy of the workflow says */
export const providerDeferred = (why: string, waitMs: number | undefined): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'ProviderDeferred',
    message: `nothing was handed over (${why})`,
    ...(waitMs === undefined ? {} : { nextRetryDelay: waitMs }),
  });

import { ApplicationFailure } from '@temporalio/activity';
import { SenderRests } from '#domain/senders/sender-rests.ts';

/**
 * Runs work that sends one message. While the sender rests nothing is written, and Temporal retries afterwards.
 * @throws {ApplicationFailure} `ProviderDeferred` while the sender rests
 */
export async function afterRest<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SenderRests)) throw error;
    throw providerDeferred(error.message, error.waitMs);
  }
}

/**
 * Creates the failure of a hand-over that certainly did not happen.
 * @param waitMs when to retry; without it the workflow's retry policy decides
 */
export const providerDeferred = (why: string, waitMs: number | undefined): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'ProviderDeferred',
    message: `nothing was handed over (${why})`,
    ...(waitMs === undefined ? {} : { nextRetryDelay: waitMs }),
  });

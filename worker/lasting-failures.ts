import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import { CancelledFailure, CompleteAsyncError, TemporalFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { stateFailure } from '#domain/process-failures/state-failure.ts';
import type { Services } from '#domain/context.ts';
import { tenantOfProcess } from '#domain/processes.ts';
import { prospectOf } from '#lib/lasting.ts';
import type { Logger } from '#lib/logger.ts';

/** An unclear failure is given so many attempts: a quarter of an hour at the retry policies of workflows/. */
export const UNCLEAR_ATTEMPTS = 20;

/**
 * Ends what can never succeed. An activity that fails with such an error (lib/lasting.ts) fails for good instead of
 * being tried for ever, and what its process is about says so in the ledger (domain/process-failures).
 * What works for all organisations is never given up: there one organisation's data would stop the others.
 * @param attempts how many an unclear failure is given
 */
export const lastingFailures =
  (
    { services, logger }: { services: Services; logger: Logger },
    attempts = UNCLEAR_ATTEMPTS,
  ): ActivityInterceptorsFactory =>
  () => ({
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          const { workflowExecution, attempt, isLocal, activityType } = activityInfo();
          const workflow = workflowExecution?.workflowId;
          // Thrown on purpose, or told to end.
          if (isTemporals(error) || workflow === undefined) throw error;
          const { will, why } = prospectOf(error);
          const tenantId = tenantOfProcess(workflow);
          const over = will === 'last' || (will === 'unclear' && attempt >= attempts);
          if (!over || tenantId === null || isLegalClock(workflow)) {
            logger.warn({ err: error, activity: activityType, attempt, workflow_id: workflow }, 'an activity failed; trying again'); // prettier-ignore
            throw error;
          }
          // A local activity is a first try; the one that follows has the last word.
          if (isLocal) throw error;
          await stateFailure(services, workflow, why);
          logger.error({ err: error, activity: activityType, workflow_id: workflow }, 'an activity failed for good'); // prettier-ignore
          throw ApplicationFailure.create({
            type: 'FailedForGood',
            message: why,
            nonRetryable: true,
            cause: error instanceof Error ? error : undefined,
          });
        }
      },
    },
  });

const isTemporals = (error: unknown): boolean =>
  error instanceof TemporalFailure ||
  error instanceof CancelledFailure ||
  error instanceof CompleteAsyncError ||
  (error instanceof Error && error.name === 'AbortError');

/** The legal clocks run on whatever happens: a withdrawal must come, and a person's month must be told. */
const isLegalClock = (workflow: string): boolean => /^(?:review|privacy-request):/.test(workflow);

import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import { CancelledFailure, CompleteAsyncError, TemporalFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { stateFailure } from '#domain/workflows/state-failure.ts';
import type { Services } from '#domain/context.ts';
import { PROCESS } from '#domain/process-table.contract.ts';
import { tenantOfProcess } from '#domain/processes.ts';
import { parseWorkflowId } from '#domain/workflows/contract.ts';
import { prospectOf } from '#lib/lasting.ts';
import type { Logger } from '#lib/logger.ts';

/** Attempts for an unclear failure: about 15 minutes with the retry policies of workflows/. */
export const UNCLEAR_ATTEMPTS = 20;

/**
 * Stops retries that can never succeed. An activity that fails with such an error (lib/lasting.ts) fails for good,
 * and the ledger records it for the process's entity (domain/process-failures). Processes for all organisations are
 * never stopped: there, one organisation's data would stop the others.
 * @param attempts number of attempts for an unclear failure
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
          // Temporal's own failures: thrown on purpose, or cancellations.
          if (isTemporals(error) || workflow === undefined) throw error;
          const { will, why } = prospectOf(error);
          const tenantId = tenantOfProcess(workflow);
          const over = will === 'last' || (will === 'unclear' && attempt >= attempts);
          if (!over || tenantId === null || hasDeadline(workflow)) {
            logger.warn({ err: error, activity: activityType, attempt, workflow_id: workflow }, 'an activity failed; trying again'); // prettier-ignore
            throw error;
          }
          // A local activity is only the first attempt; the normal activity after it decides.
          if (isLocal) throw error;
          await stateFailure(services, workflow, why);
          logger.error({ err: error, activity: activityType, workflow_id: workflow }, 'an activity failed and is not retried'); // prettier-ignore
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
const hasDeadline = (workflow: string): boolean => {
  const name = parseWorkflowId(workflow);
  return name !== null && PROCESS[name.type].deadline === true;
};

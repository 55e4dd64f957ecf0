import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  isGrpcServiceError,
  type WorkflowExecutionInfo,
} from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { ProcessDescription, Processes } from '#domain/processes.ts';
import { standing } from '#domain/workflows/standing.contract.ts';
import { stopwatch } from '#lib/elapsed.ts';
import { AppError } from '#lib/errors.ts';
import type { Temporal } from './client.ts';
import { listProcesses } from './list-processes.ts';
import { statusOf } from './status.ts';
import { PROCESS } from '#domain/process-table.contract.ts';
import { ensureRetention } from './schedules.ts';
import { entityAttribute, tenantAttribute } from './search-attributes.ts';

/**
 * Implements domain/processes.ts on Temporal: starts, signals and describes workflows.
 * @param patienceMs how long a caller waits for Temporal before it gets a 503, in milliseconds
 */
export function createProcesses({ client }: Temporal, patienceMs: number): Processes {
  let answered: (() => number) | null = null;
  const ask = async <T>(work: () => Promise<T>, waitMs = patienceMs): Promise<T> => {
    try {
      const answer = await client.withDeadline(Date.now() + waitMs, work);
      answered = stopwatch();
      return answer;
    } catch (error) {
      answered = null;
      return translate(error);
    }
  };
  return {
    start: (type, workflowId, input, options = {}) =>
      ask(async () => {
        const { queue, workflow, summary } = PROCESS[type];
        await client.workflow
          .start(workflow, {
            workflowId,
            taskQueue: queue,
            args: [input],
            staticSummary: summary,
            workflowIdConflictPolicy: 'USE_EXISTING',
            // One run for each entity. A process without an entity may run again.
            workflowIdReusePolicy:
              !('tenantId' in input) || options.again ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
            typedSearchAttributes: new TypedSearchAttributes([
              { key: tenantAttribute, value: 'tenantId' in input ? input.tenantId : 'all' },
              { key: entityAttribute, value: input.id },
            ]),
            ...(options.startDelayMs ? { startDelay: options.startDelayMs } : {}),
          })
          .catch((error: unknown) => {
            // It ran and ended: an earlier identical request was already carried out.
            if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
          });
      }),
    signal: (workflowId, signal, detail) =>
      ask(async () => {
        try {
          await client.workflow.getHandle(workflowId).signal(signal, ...(detail ? [detail] : []));
          return true;
        } catch (error) {
          if (error instanceof WorkflowNotFoundError) return false;
          throw error;
        }
      }),
    everyDay: (tenantId, second) => ask(() => ensureRetention(client, tenantId, second)),
    describe: (workflowId) =>
      ask(
        async (): Promise<ProcessDescription | null> => {
          try {
            return describedBy(await client.workflow.getHandle(workflowId).describe());
          } catch (error) {
            if (error instanceof WorkflowNotFoundError) return null;
            throw error;
          }
        },
        Math.min(patienceMs, ANSWER_WITHIN_MS),
      ),
    // Null when no worker answers in time: no error reports that workers are away.
    standing: (workflowId) =>
      client
        .withDeadline(Date.now() + Math.min(patienceMs, ANSWER_WITHIN_MS), () =>
          client.workflow.getHandle(workflowId).query('standing'),
        )
        .then(
          (answer) => standing.parse(answer),
          () => null,
        ),
    list: (search) => ask(() => listProcesses(client, search)),
    cancel: (workflowId) =>
      ask(async () => {
        await client.workflow.getHandle(workflowId).cancel();
      }),
    forget: (workflowId) =>
      ask(async () => {
        try {
          // Deleting a running process terminates it first.
          await client.connection.workflowService.deleteWorkflowExecution({
            namespace: client.options.namespace,
            workflowExecution: { workflowId },
          });
          return true;
        } catch (error) {
          if (isGrpcServiceError(error) && error.code === NOT_FOUND) return false;
          throw error;
        }
      }),
    ping: async () => {
      if (answered && answered() < ANSWERED_LATELY_MS) return;
      await ask(() => client.connection.workflowService.getSystemInfo({}));
    },
  };
}

/**
 * So long an answer of Temporal counts for a ping. Under load every request would else ask once more, and what is
 * committed while Temporal just went away is driven within a minute (domain/process-outbox).
 */
const ANSWERED_LATELY_MS = 1_000;

/** A page waits for this answer, and the ledger has one at once; so the wait is short. */
const ANSWER_WITHIN_MS = 2_000;

const NOT_FOUND = 5;

const describedBy = (found: Omit<WorkflowExecutionInfo, 'raw'>): ProcessDescription => ({
  workflow_id: found.workflowId,
  status: statusOf(found.status.name),
  started_at: found.startTime.toISOString(),
  closed_at: found.closeTime?.toISOString() ?? null,
});

/** gRPC: 14 unavailable, 4 deadline exceeded, 8 exhausted, 1 cancelled by a closing connection. */
const AWAY = new Set([1, 4, 8, 14]);

function translate(error: unknown): never {
  const grpc = isGrpcServiceError(error) ? error : error instanceof Error ? error.cause : undefined;
  if (isGrpcServiceError(grpc) && AWAY.has(grpc.code)) {
    throw new AppError('unavailable', 'Temporal does not answer; try again', {
      retryAfter: 5,
      cause: error,
    });
  }
  if (error instanceof Error && /connect|deadline|unavailable/i.test(error.message)) {
    throw new AppError('unavailable', 'Temporal does not answer; try again', {
      retryAfter: 5,
      cause: error,
    });
  }
  throw error;
}

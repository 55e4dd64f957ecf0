import type { Client } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import proto from '@temporalio/proto';
import { z } from 'zod';
import {
  ENTITY_ATTRIBUTE,
  STEP_ATTRIBUTE,
  TENANT_ATTRIBUTE,
  type ListedProcess,
  type ProcessStatus,
  type ProcessSearch,
} from '#domain/processes.ts';
import { invalidField } from '#lib/errors.ts';
import { workflowsOf } from '#domain/process-table.contract.ts';
import { statusOf } from './status.ts';

const INVALID_ARGUMENT = 3;

const { WorkflowExecutionStatus } = proto.temporal.api.enums.v1;

/**
 * Lists processes of one tenant, the newest first.
 * @throws {AppError} invalid (cursor)
 */
export async function listProcesses(
  client: Client,
  search: ProcessSearch,
): Promise<{ found: ListedProcess[]; next: string | null }> {
  const cursor = Buffer.from(search.cursor ?? '', 'base64url');
  if (search.cursor && !cursor.length) throw badCursor();
  const answer = await client.connection.workflowService
    .listWorkflowExecutions({
      namespace: client.options.namespace,
      query: queryOf(search),
      pageSize: search.limit,
      nextPageToken: cursor,
    })
    .catch((error: unknown) => {
      if (search.cursor && isGrpcServiceError(error) && error.code === INVALID_ARGUMENT) {
        throw badCursor();
      }
      throw error;
    });
  const token = answer.nextPageToken;
  return {
    found: answer.executions.map((one) => ({
      workflow_id: one.execution?.workflowId ?? '',
      status: statusOf(WorkflowExecutionStatus[one.status ?? 0] ?? ''),
      started_at: timestamp(one.startTime) ?? '',
      closed_at: timestamp(one.closeTime),
      step: stepOf(one.searchAttributes?.indexedFields?.[STEP_ATTRIBUTE]?.data),
    })),
    next: token?.length ? Buffer.from(token).toString('base64url') : null,
  };
}

const badCursor = () => invalidField('cursor', 'is not a cursor of this list');

const is = (attribute: string, value: string): string =>
  `${attribute} = '${value.replaceAll("'", "''")}'`;

/** Builds the query. Its values are ids and names from our own lists; they are quoted all the same. */
function queryOf({ tenantId, type, step, entityId, status }: ProcessSearch): string {
  return [
    is(TENANT_ATTRIBUTE, tenantId),
    ...(type ? [`(${workflowsOf(type).map((name) => is('WorkflowType', name)).join(' or ')})`] : []),
    ...(step ? [is(STEP_ATTRIBUTE, step)] : []),
    ...(entityId ? [is(ENTITY_ATTRIBUTE, entityId)] : []),
    ...(status ? [is('ExecutionStatus', executionName(status))] : []),
  ].join(' and '); // prettier-ignore
}

/** Reads a search attribute, which is unencrypted JSON. */
const stepOf = (data: Uint8Array | null | undefined): string | null =>
  data?.length ? z.string().parse(JSON.parse(Buffer.from(data).toString())) : null;

/** `timed_out` → `TimedOut`. */
const executionName = (status: ProcessStatus): string =>
  status.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(''); // prettier-ignore

const timestamp = (time: { seconds?: { toString(): string } | null; nanos?: number | null } | null | undefined): string | null =>
  time ? new Date(Number(time.seconds?.toString() ?? 0) * 1000 + (time.nanos ?? 0) / 1e6).toISOString() : null; // prettier-ignore

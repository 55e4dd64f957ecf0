import { z } from 'zod';
import { cancelWorkflow } from '#domain/workflows/cancel.ts';
import { PROCESS_STATUSES } from '#domain/processes.ts';
import { TENANT_PROCESSES } from '#domain/process-table.contract.ts';
import { listWorkflows } from '#domain/workflows/list.ts';
import { getWorkflow } from '#domain/workflows/read.ts';
import { operation } from '../operation.ts';
import { id, listOf, paging, timestamp } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const type = z.enum(TENANT_PROCESSES);
const status = z.enum(PROCESS_STATUSES);
const summary = z.object({
  workflow_id: z.string().describe('find it by this in Temporal Web'),
  type,
  entity_id: id.describe('what it is for'),
  status,
  started_at: timestamp,
  closed_at: timestamp.nullable(),
  step: z.string().nullable().describe('current step; null for a type without steps'),
  cancelable: z.boolean(),
});
const workflow = summary
  .extend({
    started_at: timestamp.nullable().describe('null while Temporal is unavailable'),
    step: z.string().describe('the step it is in; the last one when it has ended'),
    since: timestamp.describe('when it entered that step'),
    waiting_for: z.array(z.string()).describe('sentences; empty while it works'),
    until: timestamp.nullable().describe('the latest moment at which it goes on by itself'),
    counts: z.record(z.string(), z.number()).optional(),
    steps: z
      .array(z.object({ step: z.string(), at: timestamp }))
      .describe('the steps so far, oldest first; empty when the ledger answers'),
    source: z
      .enum(['workflow', 'ledger'])
      .describe('source: the process itself, or its rows while no worker answers'),
  })
  .meta({ id: 'Workflow', ...needs('workflows:read') });

const params = z.object({ workflow_id: z.string().max(200) });

export const workflows = {
  list: operation({
    method: 'get',
    path: '/workflows',
    summary: 'Durable processes, the newest first',
    permission: 'workflows:read',
    query: z.strictObject({
      ...paging,
      type: type.optional(),
      step: z
        .string()
        .regex(/^[a-z_]{1,50}$/, 'is not the name of a step')
        .optional(),
      entity_id: id.optional(),
      status: status.optional(),
    }),
    output: listOf(summary.meta({ id: 'WorkflowSummary' })),
    handler: (services, ctx, { query: { entity_id, ...query } }) =>
      listWorkflows(services, ctx, { ...query, entityId: entity_id?.toLowerCase() }),
  }),
  get: operation({
    method: 'get',
    path: '/workflows/{workflow_id}',
    summary: 'State of a durable process',
    permission: 'workflows:read',
    params,
    output: workflow,
    handler: (services, ctx, { params }) => getWorkflow(services, ctx, params.workflow_id),
  }),
  cancel: operation({
    method: 'post',
    path: '/workflows/{workflow_id}/cancel',
    summary: 'End a verification, an import of contacts or of blocked addresses, or a campaign',
    permission: 'workflows:cancel',
    params,
    output: workflow,
    status: 202,
    handler: (services, ctx, { params }) => cancelWorkflow(services, ctx, params.workflow_id),
  }),
};

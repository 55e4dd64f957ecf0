import { z } from 'zod';
import { cancelWorkflow } from '#domain/workflows/cancel.ts';
import { getWorkflow } from '#domain/workflows/read.ts';
import { operation } from '../operation.ts';
import { id, timestamp } from '../schemas.ts';

const workflow = z
  .object({
    workflow_id: z.string(),
    type: z.string(),
    entity_id: id.describe('what it is for'),
    status: z.string().describe('running, completed, failed, canceled, terminated, timed_out'),
    started_at: timestamp,
    closed_at: timestamp.nullable(),
    waiting_for: z.array(z.string()).describe('work under way; else a timer or a signal'),
    cancelable: z.boolean(),
  })
  .meta({ id: 'Workflow' });

const params = z.object({ workflow_id: z.string().max(200) });

export const workflows = {
  get: operation({
    method: 'get',
    path: '/workflows/{workflow_id}',
    summary: 'Where a durable process stands',
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

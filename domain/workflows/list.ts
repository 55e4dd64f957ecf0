import { hash } from 'node:crypto';
import { invalidField } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import type { Page } from '../paging.ts';
import type { ListedProcess, ProcessSearch } from '../processes.ts';
import { parseWorkflowId, type WorkflowName } from './contract.ts';
import { isStoppable } from './ledger/index.ts';

/** A process in a list, as Temporal has indexed it. A list does not query the standing of each process. */
export type WorkflowSummary = ListedProcess & {
  type: WorkflowName['type'];
  entity_id: string;
  cancelable: boolean;
};

/**
 * Lists the processes of a tenant, the newest first.
 * @throws AppError invalid (cursor), unavailable
 */
export async function listWorkflows(
  services: Services,
  ctx: Context,
  search: Omit<ProcessSearch, 'tenantId'>,
): Promise<Page<WorkflowSummary>> {
  const list = listOf(ctx, search);
  const { found, next } = await services.processes.list({
    ...search,
    tenantId: ctx.tenantId,
    cursor: search.cursor === undefined ? undefined : tokenOf(list, search.cursor),
  });
  return {
    data: found.flatMap((one) => {
      const name = parseWorkflowId(one.workflow_id);
      return name?.tenantId === ctx.tenantId
        ? [
            {
              ...one,
              type: name.type,
              entity_id: name.id,
              cancelable: one.status === 'running' && isStoppable(name.type),
            },
          ]
        : [];
    }),
    next_cursor: next === null ? null : cursorOf(list, next),
  };
}

/**
 * Names a list by its tenant and filters; its cursors begin with this. Temporal would accept any token as one of its own,
 * and continue another list from there.
 */
const listOf = (
  { tenantId }: Context,
  { type, step, entityId, status }: Omit<ProcessSearch, 'tenantId'>,
): string =>
  `workflows|${hash('sha256', JSON.stringify([tenantId, type, step, entityId, status]), 'hex').slice(0, 16)}|`;

const cursorOf = (list: string, token: string): string =>
  Buffer.from(`${list}${token}`).toString('base64url');

function tokenOf(list: string, cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!text.startsWith(list)) throw invalidField('cursor', 'is not a cursor of this list');
  return text.slice(list.length);
}

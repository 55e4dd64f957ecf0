import { activityInfo } from '@temporalio/activity';
import { systemContext, type Context } from '#domain/context.ts';
import { tenantId } from '#lib/ids.ts';

/** The context of an activity: the system acts, for the tenant of the workflow's input. */
export const activityContext = (input: { tenantId: string }): Context =>
  systemContext(
    tenantId(input.tenantId),
    activityInfo().workflowExecution?.workflowId ?? 'activity',
  );

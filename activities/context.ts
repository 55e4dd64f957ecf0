import { activityInfo } from '@temporalio/activity';
import { systemContext, type Context } from '#domain/context.ts';
import { tenantId } from '#lib/ids.ts';

/** Returns the context of an activity: the system acts, for the tenant in the workflow's input. */
export const activityContext = (input: { tenantId: string }): Context =>
  systemContext(
    tenantId(input.tenantId),
    activityInfo().workflowExecution?.workflowId ?? 'activity',
  );

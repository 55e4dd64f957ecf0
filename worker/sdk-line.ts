import { z } from 'zod';

const word = z.string().max(200).optional().catch(undefined);
const ids = z
  .object({
    workflowId: word,
    runId: word,
    workflowType: word,
    activityType: word,
    taskQueue: word,
    attempt: z.number().optional().catch(undefined),
  })
  .catch({});
const withExecution = z.object({ workflowExecution: ids.optional() }).catch({});
const withError = z
  .object({ error: z.object({ name: word }).optional().catch(undefined) })
  .catch({});

/**
 * Returns what a log line of the SDK may say beside its message: ids, and the kind of its error. Other metadata and the
 * message of an error could contain payloads.
 */
export function sdkDetails(meta: unknown): Record<string, string | number> {
  const { error } = withError.parse(meta);
  const details = {
    ...withExecution.parse(meta).workflowExecution,
    ...ids.parse(meta),
    ...(error?.name ? { error: error.name } : {}),
  };
  return Object.fromEntries(
    Object.entries(details).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

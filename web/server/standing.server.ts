import { asProblem } from './problem.server.ts';

/** What a page shows of the process behind it. */
export type StandingOf = {
  step: string;
  waiting_for: string[];
  until: string | null;
  counts?: Record<string, number>;
};

export type StandingAsked = {
  api: {
    workflows: { get(input: { params: { workflow_id: string } }): Promise<StandingOf> };
  };
  session: { permissions: readonly string[] };
};

/**
 * Returns the standing of the process behind a page.
 * @param running whether the page's subject is still in progress; if not, the process is not asked. A list: the steps
 *   that agree with the state the page shows
 * @returns null if it is over, if the process is still at an earlier step than the page's subject, if nobody can tell now, or if the reader may not see workflows
 */
export async function standingOf(
  { api, session }: StandingAsked,
  workflowId: string | null,
  running: boolean | readonly string[],
): Promise<StandingOf | null> {
  if (!running || !workflowId || !session.permissions.includes('workflows:read')) return null;
  try {
    const { step, waiting_for, until, counts } = await api.workflows.get({
      params: { workflow_id: workflowId },
    });
    if (running !== true && !running.includes(step)) return null;
    return { step, waiting_for, until, ...(counts ? { counts } : {}) };
  } catch (error) {
    // The page already shows the ledger's state; this line only adds to it.
    if (asProblem(error)) return null;
    throw error;
  }
}

import { asProblem } from './problem.server.ts';

/** What a page says of the process behind it. */
export type StandingOf = {
  step: string;
  waiting_for: string[];
  until: string | null;
  counts?: Record<string, number>;
};

type Asked = {
  api: {
    workflows: { get(input: { params: { workflow_id: string } }): Promise<StandingOf> };
  };
  session: { permissions: readonly string[] };
};

/**
 * Where the process behind a page stands.
 * @param running whether what the page is about still goes on: of what is over nothing is asked
 * @returns null when it is over, when nobody can say now, or when the reader may not look at workflows
 */
export async function standingOf(
  { api, session }: Asked,
  workflowId: string | null,
  running: boolean,
): Promise<StandingOf | null> {
  if (!running || !workflowId || !session.permissions.includes('workflows:read')) return null;
  try {
    const { step, waiting_for, until, counts } = await api.workflows.get({
      params: { workflow_id: workflowId },
    });
    return { step, waiting_for, until, ...(counts ? { counts } : {}) };
  } catch (error) {
    // The page has the ledger's own words; this line only adds to them.
    if (asProblem(error)) return null;
    throw error;
  }
}

import { STEPS_WHILE } from '../../domain/campaigns/steps.contract.ts';
import { own } from '../../lib/own.ts';
import { standingOf, type StandingAsked, type StandingOf } from './standing.server.ts';

type Progress = {
  status: string;
  step: string | null;
  waiting_for: string[];
  until: string | null;
  workflow_id: string | null;
  audience: number;
  excluded: number;
  queued: number;
  sending: number;
};

/**
 * Returns the standing of the process of a campaign; by its messages where the process does not tell, or is still at
 * an earlier step.
 * @returns null before it was approved and after its end
 */
export async function campaignStanding(
  asked: StandingAsked,
  progress: Progress,
): Promise<StandingOf | null> {
  const { status, step, waiting_for, until } = progress;
  const steps: readonly string[] | undefined = own(STEPS_WHILE, status);
  if (!steps || !step) return null;
  const of = progress.audience - progress.excluded;
  const counts = { done: of - progress.queued - progress.sending, of };
  return (
    (await standingOf(asked, progress.workflow_id, steps)) ?? { step, waiting_for, until, counts }
  );
}

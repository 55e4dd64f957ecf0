import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setHandler,
  sleep,
  type ActivityOptions,
} from '@temporalio/workflow';
import type { ProcessInputs, ProcessSignals, Standing } from '#domain/processes.ts';
import {
  ERASURE_STEPS,
  MAY_WAIT,
  SWEEP,
  WAITS_FOR_RELEASE,
  type ErasureStep,
} from '#domain/privacy/steps.contract.ts';
import type { PrivacyActivities } from '../../activities/privacy/index.ts';
import { isLong } from '../long-run.ts';
import { createStanding } from '../standing.ts';

type Input = ProcessInputs['privacy-erasure'];
type News = ProcessSignals['privacy-erasure'];
export const holdReleased = defineSignal<[News['holdReleased']]>('holdReleased');

type Step = 'looking_for_holds' | 'on_hold' | ErasureStep | 'certifying' | 'ended';

const doing = (summary: string, more: ActivityOptions = {}): PrivacyActivities =>
  proxyActivities<PrivacyActivities>({
    startToCloseTimeout: '6 hours',
    // After this time the server sees that a worker was killed; another one continues with the rest.
    heartbeatTimeout: '30 seconds',
    retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
    summary,
    ...more,
  });

const { beginErasure } = doing('Look whether a legal hold keeps the data', {
  startToCloseTimeout: '1 minute',
});
/** The activity of each step; domain/privacy/erasure/erase-in.ts has the statements. */
const TAKE: Record<ErasureStep, (input: Input) => Promise<boolean>> = {
  withdraw: doing('Withdraw the consents and block the addresses').withdrawConsents,
  cancel_sends: doing('Cancel what waits to be sent').cancelSends,
  hand_overs: doing('See that nothing is being handed over').letHandOversEnd,
  provider_copies: doing('Have the provider forget its copies of texts').forgetTexts,
  processes: doing('Delete the person’s processes and their histories').forgetProcesses,
  kept_answers: doing('Take answers kept for repeated requests').eraseAnswers,
  imports: doing('Take files, failed rows and samples of imports').eraseImports,
  exports: doing('Take the copies made for the person').eraseExports,
  messages: doing('Empty the messages').eraseMessages,
  received: doing('Take what the person wrote').eraseReceived,
  verifications: doing('Empty codes and counters').eraseVerifications,
  consents: doing('Empty the consents; their proof stays').eraseConsents,
  contact: doing('Delete the profile').eraseContact,
  person_keys: doing('Destroy the person’s keys').destroyPersonKeys,
};
const { certifyErasure } = doing('Seal what was done and sign the certificate');

/**
 * First and longest wait, in milliseconds, before the steps run again after one could not remove everything. The wait
 * doubles each time.
 */
const FIRST_PATIENCE = 5_000;
const MOST_PATIENCE = 5 * 60_000;

/**
 * Erases one person, step by step. Waits while a legal hold is in force; until its release nothing is sent to the
 * person and nothing is removed. Says "completed" only after the certificate exists.
 */
export async function erasePerson(
  input: Input,
  before?: Standing,
  patience = FIRST_PATIENCE,
): Promise<{ status: string }> {
  const standing = createStanding<Step>('looking_for_holds', before);
  let released = false;
  setHandler(holdReleased, () => {
    released = true;
  });

  for (; ; patience = Math.min(2 * patience, MOST_PATIENCE)) {
    const { status } = await begin();
    if (status === 'completed' || status === 'failed') return ended(status);
    const open = status === 'erased' ? null : await takeEverything();
    if (!open) break;
    standing.enter(open, { waitingFor: [MAY_WAIT[open] ?? ''], withinMs: patience });
    await sleep(patience, { summary: 'Then it is looked at again, from the beginning' });
    await goOnAsNew();
  }
  standing.enter('certifying');
  await certifyErasure(input);
  return ended('completed');

  /** Begins once no legal hold is in force. The steps that stop sending to the person do not wait for that. */
  async function begin() {
    for (;;) {
      released = false;
      const erasure = await beginErasure(input);
      if (erasure.status !== 'on_hold') return erasure;
      if (standing.carried.step !== 'on_hold') {
        standing.enter('withdraw');
        await TAKE.withdraw(input);
        standing.enter('cancel_sends');
        await TAKE.cancel_sends(input);
      }
      const counts = { legal_holds: erasure.holds };
      standing.enter('on_hold', { waitingFor: [WAITS_FOR_RELEASE], counts });
      await condition(() => released || isLong());
      await goOnAsNew();
    }
  }

  /** @returns the step that cannot remove everything just now; null when everything is gone */
  async function takeEverything(): Promise<ErasureStep | null> {
    for (const step of [...ERASURE_STEPS, ...SWEEP]) {
      standing.enter(step, { counts: {} });
      if (!(await TAKE[step](input))) return step;
    }
    return null;
  }

  async function goOnAsNew(): Promise<void> {
    if (isLong()) await continueAsNew<typeof erasePerson>(input, standing.carried, patience);
  }

  function ended(status: string): { status: string } {
    standing.enter('ended');
    return { status };
  }
}

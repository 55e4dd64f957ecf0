import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { ProcessInputs, ProcessSignals, Standing } from '#domain/processes.ts';
import {
  WAITS_FOR_COPY,
  WAITS_FOR_DECISION,
  WAITS_FOR_ERASURE,
  WAITS_FOR_PROOF,
} from '#domain/privacy/steps.contract.ts';
import type { PrivacyActivities } from '../../activities/privacy/index.ts';
import { atOnce } from '../at-once.ts';
import { isLong } from '../long-run.ts';
import { createStanding } from '../standing.ts';
import { startBeside } from '../start-beside.ts';
import { erasePerson } from './erase-person.ts';

type Input = ProcessInputs['privacy-request'];
type Request = Awaited<ReturnType<PrivacyActivities['lookAtRequest']>>;
type News = ProcessSignals['privacy-request'];
export const requestProven = defineSignal<[News['requestProven']]>('requestProven');
export const requestDecided = defineSignal<[News['requestDecided']]>('requestDecided');
export const requestCarriedOut = defineSignal<[News['requestCarriedOut']]>('requestCarriedOut');

type Step =
  'waiting_for_code' | 'waiting_for_decision' | 'carrying_out' | 'telling_the_person' | 'ended';

const PATIENCE = {
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
} as const;
const once = proxyLocalActivities<PrivacyActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { maximumAttempts: 1 },
});
const { lookAtRequest } = proxyActivities<PrivacyActivities>({
  ...PATIENCE,
  summary: 'Read how the request stands',
});
const { watchMonth } = proxyActivities<PrivacyActivities>({
  ...PATIENCE,
  summary: 'Write down that the end of the month is near, or over',
});
const { tellPerson } = proxyActivities<PrivacyActivities>({
  ...PATIENCE,
  summary: 'Tell the person what becomes of their request',
});

/**
 * Runs a person's request about their data, and its deadline of one month (Art. 12(3) GDPR). The person proves it
 * with a code, somebody decides, it is carried out, and the person is told. In parallel, colleagues are warned a week
 * before the month ends and at its end. Every decision is made in the database; signals report them here.
 */
export async function answerRequest(input: Input, before?: Standing): Promise<{ status: string }> {
  const standing = createStanding<Step>('waiting_for_code', before);
  let [news, told] = [false, false];
  for (const signal of [requestProven, requestDecided, requestCarriedOut]) {
    setHandler(signal, () => {
      news = true;
    });
  }
  const look = (): Promise<Request> => {
    news = false;
    return atOnce(() => once.lookAtRequest(input), () => lookAtRequest(input)); // prettier-ignore
  };
  /** Waits until something has happened to the request. Continues as new if the run is long by then. */
  const nextChange = async (): Promise<Request> => {
    await condition(() => news || isLong());
    if (isLong()) await continueAsNew<typeof answerRequest>(input, standing.carried);
    return look();
  };

  let request = await look();
  if (request?.status === 'unproven') {
    const withinMs = request.codeEndsMs;
    standing.enter('waiting_for_code', { waitingFor: [WAITS_FOR_PROOF], withinMs });
    await condition(() => news, withinMs, { summary: 'No code is valid after that' });
    request = await look();
  }
  if (!request || request.status === 'unproven') return ended('unproven');

  void runMonth(input, request.nextMarkMs);
  let carriedOutBy: string | null | undefined;
  // A copy or an erasure that fails opens the request again, for another decision.
  while (request?.status === 'open' || request?.status === 'under_way') {
    if (request.status === 'open') {
      standing.enter('waiting_for_decision', { waitingFor: [WAITS_FOR_DECISION] });
      told = false;
      carriedOutBy = undefined;
    } else if (request.processId !== carriedOutBy) {
      carriedOutBy = request.processId;
      const waitsFor = request.kind === 'erasure' ? WAITS_FOR_ERASURE : WAITS_FOR_COPY;
      standing.enter('carrying_out', { waitingFor: [waitsFor] });
      if (request.kind === 'erasure') await beginErasure(request);
    }
    request = await nextChange();
  }
  if (!told) await tell();
  return ended(request?.status ?? 'done');

  async function beginErasure({ processId }: NonNullable<Request>): Promise<void> {
    // Before the erasure: afterwards the address is gone.
    await tell();
    if (!processId) return;
    const erasure = { tenantId: input.tenantId, id: processId };
    await startBeside('privacy-erasure', erasePerson, erasure, {
      summary: 'The erasure of a person',
      taskQueue: 'bulk',
    });
  }

  async function tell(): Promise<void> {
    await atOnce(() => once.tellPerson(input), () => tellPerson(input)); // prettier-ignore
    told = true;
  }

  function ended(status: string): { status: string } {
    standing.enter('ended');
    return { status };
  }
}

/** Records when the end of the month is near and when it is over. */
async function runMonth(input: Input, first: number | null): Promise<void> {
  for (let next = first; next !== null;) {
    if (next > 0) await sleep(next, { summary: 'Then the end of the month is near, or over' });
    next = await atOnce(() => once.watchMonth(input), () => watchMonth(input)); // prettier-ignore
  }
}

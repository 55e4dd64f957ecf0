import { beginErasure } from '#domain/privacy/erasure/begin.ts';
import { certify } from '#domain/privacy/erasure/certify.ts';
import { doErasureStep } from '#domain/privacy/erasure/do-step.ts';
import type { ErasureMeans } from '#domain/privacy/erasure/step.ts';
import type { ErasureStep } from '#domain/privacy/steps.contract.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

type Input = ProcessInputs['privacy-erasure'];
/** Progress of a step, in its heartbeats. */
export type Rows = { rows: number };

/** Returns the providers and callbacks that an erasure needs beside the ledger. */
export function erasureMeans(
  { sms }: ActivityDeps,
  progress: (details?: Rows) => void,
): ErasureMeans {
  const { forget } = sms;
  return {
    ...(forget ? { forgetText: (id: string) => forget.call(sms, id) } : {}),
    progress: (rows) => progress(rows === undefined ? undefined : { rows }),
  };
}

/**
 * Creates the steps of an erasure, each an activity of its own (domain/privacy/erasure/erase-in.ts). A step returns
 * whether it is done; false means that something cannot be removed just now.
 */
export function createErasureActivities(deps: ActivityDeps) {
  const { services } = deps;
  const step =
    (name: ErasureStep) =>
    (input: Input): Promise<boolean> =>
      withHeartbeat<boolean, Rows>((progress) =>
        doErasureStep(
          services,
          activityContext(input),
          input.id,
          name,
          erasureMeans(deps, progress),
        ),
      );
  return {
    beginErasure: (input: Input) => beginErasure(services, activityContext(input), input.id),
    withdrawConsents: step('withdraw'),
    cancelSends: step('cancel_sends'),
    letHandOversEnd: step('hand_overs'),
    forgetTexts: step('provider_copies'),
    forgetProcesses: step('processes'),
    eraseAnswers: step('kept_answers'),
    eraseImports: step('imports'),
    eraseExports: step('exports'),
    eraseMessages: step('messages'),
    eraseReceived: step('received'),
    eraseVerifications: step('verifications'),
    eraseConsents: step('consents'),
    eraseContact: step('contact'),
    destroyPersonKeys: step('person_keys'),
    certifyErasure: (input: Input) =>
      withHeartbeat(() => certify(services, activityContext(input), input.id)),
  };
}

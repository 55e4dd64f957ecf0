import type { Context, Services } from '../../context.ts';
import { ERASURE_STEPS, type ErasureStep } from '../contract.ts';
import { subjectAddresses, type Subject } from '../subject.ts';
import { cancelSends, isSending } from './cancel-sends.ts';
import { eraseAnswers } from './erase-answers.ts';
import { eraseConsents } from './erase-consents.ts';
import { destroyKeys, eraseContact } from './erase-contact.ts';
import { eraseExports } from './erase-exports.ts';
import { eraseImports } from './erase-imports.ts';
import { eraseMessages } from './erase-messages.ts';
import { eraseReceived } from './erase-received.ts';
import { eraseVerifications } from './erase-verifications.ts';
import { forgetProcesses, forgetTexts } from './forget-outside.ts';
import type { Erasing, ErasureMeans } from './step.ts';
import { withdrawAll } from './withdraw-all.ts';

/** How long to wait for what cannot be taken away just now. */
const PATIENCE_MS = 5_000;

const RUN: Record<ErasureStep, (one: Erasing) => Promise<boolean | void>> = {
  withdraw: withdrawAll,
  cancel_sends: cancelSends,
  hand_overs: async (one) => !(await isSending(one)),
  provider_copies: forgetTexts,
  processes: forgetProcesses,
  kept_answers: eraseAnswers,
  imports: eraseImports,
  exports: eraseExports,
  messages: eraseMessages,
  received: eraseReceived,
  verifications: eraseVerifications,
  consents: eraseConsents,
  contact: eraseContact,
  person_keys: destroyKeys,
};

/**
 * Once more when the profile is gone: who was at work in the ledger while the erasure went through it (a copy being
 * made, a code asked for, a text coming in) may have written after its step. From here on every door finds nobody.
 */
const SWEEP: readonly ErasureStep[] = [
  'exports',
  'messages',
  'received',
  'verifications',
  'consents',
  'person_keys',
];

/**
 * Erases a person from the ledger, the files, Temporal and the provider. Works from ids and keyed hashes alone; every
 * step takes what is left and may be done again at any time, so a worker that is killed leaves nothing half done, and
 * an erasure can be applied again to a database restored from an old backup.
 * @param options.begin called before each step @returns how long to wait before it can go on; 0 when all is done
 */
export async function erasePerson(
  services: Services,
  ctx: Context,
  subject: Subject,
  options: {
    erasureId: string | null;
    means: ErasureMeans;
    begin?: (step: ErasureStep) => Promise<void>;
  },
): Promise<number> {
  const known = { ...subject, addresses: subjectAddresses.parse(subject.addresses) };
  const { erasureId, means, begin } = options;
  const one: Erasing = { services, ctx, subject: known, erasureId, means };
  for (const step of [...ERASURE_STEPS, ...SWEEP]) {
    await begin?.(step);
    means.progress?.();
    if ((await RUN[step](one)) === false) return PATIENCE_MS;
  }
  return 0;
}

import type { ErasureStep } from '../steps.contract.ts';
import { subjectAddresses } from '../subject.ts';
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
import type { Erasing } from './step.ts';
import { withdrawAll } from './withdraw-all.ts';

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
 * Runs one step of an erasure for a person. Works from ids and keyed hashes only. Every step deletes what is left and
 * may be repeated at any time, so a crash leaves nothing half done, and an erasure can be applied again to a database
 * restored from an old backup.
 * @returns false while something cannot be deleted just now; call again later
 */
export async function eraseIn(step: ErasureStep, one: Erasing): Promise<boolean> {
  const known = { ...one.subject, addresses: subjectAddresses.parse(one.subject.addresses) };
  return (await RUN[step]({ ...one, subject: known })) !== false;
}

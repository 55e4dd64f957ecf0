import type { TenantProcess } from '../../processes.ts';
import { assistantCallProcess } from './assistant-call.ts';
import { campaignProcess } from './campaign.ts';
import { campaignReplayProcess } from './campaign-replay.ts';
import { importProcess } from './import.ts';
import { invitationProcess } from './invitation.ts';
import { keyRotationProcess } from './key-rotation.ts';
import { messageProcess } from './message.ts';
import { optInProcess } from './opt-in.ts';
import { optOutProcess } from './opt-out.ts';
import { passwordResetProcess } from './password-reset.ts';
import { preferencesLinkProcess } from './preferences-link.ts';
import { privacyErasureProcess } from './privacy-erasure.ts';
import { privacyExportProcess } from './privacy-export.ts';
import { privacyRequestProcess } from './privacy-request.ts';
import { retentionProcess } from './retention.ts';
import { reviewProcess } from './review.ts';
import { suppressionImportProcess } from './suppression-import.ts';
import { verificationProcess } from './verification.ts';
import type { LedgerProcess } from './ledger-process.ts';

/** The processes of a tenant by their type. A new type does not compile without its line. */
export const LEDGER_PROCESSES: Readonly<Record<TenantProcess, LedgerProcess>> = {
  verification: verificationProcess,
  'opt-in': optInProcess,
  'opt-out': optOutProcess,
  review: reviewProcess,
  message: messageProcess,
  'preferences-link': preferencesLinkProcess,
  import: importProcess,
  'suppression-import': suppressionImportProcess,
  'privacy-request': privacyRequestProcess,
  'privacy-erasure': privacyErasureProcess,
  'privacy-export': privacyExportProcess,
  retention: retentionProcess,
  'key-rotation': keyRotationProcess,
  invitation: invitationProcess,
  'assistant-call': assistantCallProcess,
  'password-reset': passwordResetProcess,
  campaign: campaignProcess,
  'campaign-replay': campaignReplayProcess,
};

/** Whether a person may stop processes of a type. */
export const isStoppable = (type: TenantProcess): boolean => LEDGER_PROCESSES[type].cancel !== null;

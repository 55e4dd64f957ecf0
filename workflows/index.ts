// What the worker bundles: one line for each workflow.
export { verifyAddress } from './verification/verify-address.ts';
export { askForConsent } from './consent/ask-for-consent.ts';
export { followWithdrawal } from './consent/follow-withdrawal.ts';
export { endConsents } from './consent/end-consents.ts';
export { reviewPossibleWithdrawal } from './consent/review-possible-withdrawal.ts';
export { keyCounts } from './keys/key-counts.ts';
export { keyRotation } from './keys/key-rotation.ts';
export { dispatchMessages } from './messaging/dispatch-messages.ts';
export { sendOnceConsented } from './messaging/send-once-consented.ts';
export { importContactFile } from './contacts/import-contact-file.ts';
export { importSuppressionFile } from './suppressions/import-suppression-file.ts';
export { campaignReplay } from './replays/campaign-replay.ts';
export { campaign } from './campaigns/campaign.ts';
export { housekeeping } from './housekeeping/housekeeping.ts';
export { copyPersonalData } from './privacy/copy-personal-data.ts';
export { answerRequest } from './privacy/answer-request.ts';
export { erasePerson } from './privacy/erase-person.ts';
export { retention, retentionDay } from './retention/retention.ts';
export { answerLinkRequest } from './preferences/answer-link-request.ts';

// Retired: started by no code any more, kept until no history needs them (docs/changing-workflows.md).
export { verification } from './retired/verification.ts';
export { optIn } from './retired/opt-in.ts';
export { auditSeals } from './retired/audit-seals.ts';
export { consentReview } from './retired/consent-review.ts';
export { optOut } from './retired/opt-out.ts';
export { consentCohorts } from './retired/consent-cohorts.ts';
export { dispatcher } from './retired/dispatcher.ts';
export { sendWithConsent } from './retired/send-with-consent.ts';
export { contactImport } from './retired/contact-import.ts';
export { suppressionImport } from './retired/suppression-import.ts';
export { preferencesLink } from './retired/preferences-link.ts';
export { privacyExport } from './retired/privacy-export.ts';
export { privacyRequest } from './retired/privacy-request.ts';
export { privacyErasure } from './retired/privacy-erasure.ts';

// What the worker bundles: one line for each workflow.
export { verifyAddress } from './verification/verify-address.ts';
export { askForConsent } from './consent/ask-for-consent.ts';
export { optOut } from './consent/opt-out.ts';
export { consentCohorts } from './consent/consent-cohorts.ts';
export { consentReview } from './consent/consent-review.ts';
export { keyCounts } from './keys/key-counts.ts';
export { keyRotation } from './keys/key-rotation.ts';
export { dispatcher } from './messaging/dispatcher.ts';
export { sendWithConsent } from './messaging/send-with-consent.ts';
export { contactImport } from './contacts/contact-import.ts';
export { suppressionImport } from './suppressions/suppression-import.ts';
export { campaignReplay } from './replays/campaign-replay.ts';
export { campaign } from './campaigns/campaign.ts';
export { housekeeping } from './housekeeping/housekeeping.ts';
export { privacyExport } from './privacy/privacy-export.ts';
export { privacyRequest } from './privacy/privacy-request.ts';
export { privacyErasure } from './privacy/privacy-erasure.ts';
export { retention, retentionDay } from './retention/retention.ts';
export { preferencesLink } from './preferences/preferences-link.ts';

// Retired: started by no code any more, kept until no history needs them (docs/changing-workflows.md).
export { verification } from './retired/verification.ts';
export { optIn } from './retired/opt-in.ts';
export { auditSeals } from './retired/audit-seals.ts';

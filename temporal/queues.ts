import type { ProcessType } from '#domain/processes.ts';

/** Interactive work and bulk work apart: one tenant's million must not delay another's code. */
export const QUEUES = ['core', 'bulk'] as const;
export type Queue = (typeof QUEUES)[number];

/** The queue and the workflow function of each process. */
export const PROCESS: Record<ProcessType, { queue: Queue; workflow: string }> = {
  verification: { queue: 'core', workflow: 'verification' },
  'opt-in': { queue: 'core', workflow: 'optIn' },
  'opt-out': { queue: 'core', workflow: 'optOut' },
  review: { queue: 'core', workflow: 'consentReview' },
  'preferences-link': { queue: 'core', workflow: 'preferencesLink' },
  message: { queue: 'core', workflow: 'sendWithConsent' },
  dispatcher: { queue: 'bulk', workflow: 'dispatcher' },
  import: { queue: 'bulk', workflow: 'contactImport' },
  'suppression-import': { queue: 'bulk', workflow: 'suppressionImport' },
  retention: { queue: 'bulk', workflow: 'retention' },
  campaign: { queue: 'bulk', workflow: 'campaign' },
  'campaign-replay': { queue: 'bulk', workflow: 'campaignReplay' },
  'privacy-export': { queue: 'bulk', workflow: 'privacyExport' },
  'privacy-erasure': { queue: 'bulk', workflow: 'privacyErasure' },
  'privacy-request': { queue: 'core', workflow: 'privacyRequest' },
  'key-rotation': { queue: 'bulk', workflow: 'keyRotation' },
};

import type { ProcessType } from '#domain/processes.ts';

/** Interactive work and bulk work apart: one tenant's million must not delay another's code. */
export const QUEUES = ['core', 'bulk'] as const;
export type Queue = (typeof QUEUES)[number];

type Process = {
  queue: Queue;
  /** The workflow function that a start begins. */
  workflow: string;
  /** What it is for, as Temporal Web shows it. */
  summary: string;
  /** Functions that began it before and may still run. */
  retired?: readonly string[];
};

export const PROCESS: Record<ProcessType, Process> = {
  verification: {
    queue: 'core',
    workflow: 'verifyAddress',
    summary: 'Proof of an address by a code or a link',
    retired: ['verification'],
  },
  'opt-in': {
    queue: 'core',
    workflow: 'askForConsent',
    summary: 'A request for consent and its answer',
    retired: ['optIn'],
  },
  'opt-out': { queue: 'core', workflow: 'optOut', summary: 'What follows a withdrawal' },
  review: {
    queue: 'core',
    workflow: 'consentReview',
    summary: 'Words that may be a withdrawal, and their legal end',
  },
  'preferences-link': {
    queue: 'core',
    workflow: 'preferencesLink',
    summary: 'A link to the preferences, sent on request',
  },
  message: {
    queue: 'core',
    workflow: 'sendWithConsent',
    summary: 'A message that waits for consent',
  },
  dispatcher: {
    queue: 'bulk',
    workflow: 'dispatcher',
    summary: 'Sends the single messages of every organisation',
  },
  housekeeping: {
    queue: 'core',
    workflow: 'housekeeping',
    summary: 'What has to happen every minute',
  },
  import: { queue: 'bulk', workflow: 'contactImport', summary: 'A file of contacts' },
  'suppression-import': {
    queue: 'bulk',
    workflow: 'suppressionImport',
    summary: 'A file of blocked addresses',
  },
  retention: { queue: 'bulk', workflow: 'retention', summary: 'One run of retention' },
  campaign: { queue: 'bulk', workflow: 'campaign', summary: 'One run of a campaign' },
  'campaign-replay': {
    queue: 'bulk',
    workflow: 'campaignReplay',
    summary: 'The decisions of a campaign, made again',
  },
  'privacy-export': {
    queue: 'bulk',
    workflow: 'privacyExport',
    summary: 'A copy of everything about a person',
  },
  'privacy-erasure': {
    queue: 'bulk',
    workflow: 'privacyErasure',
    summary: 'The erasure of a person',
  },
  'privacy-request': {
    queue: 'core',
    workflow: 'privacyRequest',
    summary: 'The request of a person about their data, and its month',
  },
  'key-rotation': {
    queue: 'bulk',
    workflow: 'keyRotation',
    summary: 'The replacement of a key',
  },
};

/** Every workflow function that is, or was, a process of this type. */
export const workflowsOf = (type: ProcessType): string[] => [
  PROCESS[type].workflow,
  ...(PROCESS[type].retired ?? []),
];

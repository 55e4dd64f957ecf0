import type { ProcessType } from '#domain/processes.ts';

/** Interactive work and bulk work are separate, so that one tenant's million messages do not delay another's code. */
export const QUEUES = ['core', 'bulk'] as const;
export type Queue = (typeof QUEUES)[number];

type Process = {
  queue: Queue;
  /** The workflow function that a new process runs. */
  workflow: string;
  /** Its description in Temporal Web. */
  summary: string;
  /** Earlier workflow functions of this process type that may still run. */
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
  'opt-out': {
    queue: 'core',
    workflow: 'followWithdrawal',
    summary: 'What follows a withdrawal',
    retired: ['optOut'],
  },
  review: {
    queue: 'core',
    workflow: 'reviewPossibleWithdrawal',
    summary: 'Words that may be a withdrawal, and their legal end',
    retired: ['consentReview'],
  },
  'preferences-link': {
    queue: 'core',
    workflow: 'answerLinkRequest',
    summary: 'A link to the preferences, sent on request',
    retired: ['preferencesLink'],
  },
  message: {
    queue: 'core',
    workflow: 'sendOnceConsented',
    summary: 'A message that waits for consent',
    retired: ['sendWithConsent'],
  },
  dispatcher: {
    queue: 'bulk',
    workflow: 'dispatchMessages',
    summary: 'Sends the single messages of every organisation',
    retired: ['dispatcher'],
  },
  housekeeping: {
    queue: 'core',
    workflow: 'housekeeping',
    summary: 'What has to happen every minute',
  },
  import: {
    queue: 'bulk',
    workflow: 'importContactFile',
    summary: 'A file of contacts',
    retired: ['contactImport'],
  },
  'suppression-import': {
    queue: 'bulk',
    workflow: 'importSuppressionFile',
    summary: 'A file of blocked addresses',
    retired: ['suppressionImport'],
  },
  retention: {
    queue: 'bulk',
    workflow: 'applyPolicies',
    summary: 'One run of retention',
    retired: ['retention'],
  },
  campaign: {
    queue: 'bulk',
    workflow: 'sendCampaign',
    summary: 'One run of a campaign',
    retired: ['campaign'],
  },
  'campaign-replay': {
    queue: 'bulk',
    workflow: 'decideCampaignAgain',
    summary: 'The decisions of a campaign, made again',
    retired: ['campaignReplay'],
  },
  'privacy-export': {
    queue: 'bulk',
    workflow: 'copyPersonalData',
    summary: 'A copy of everything about a person',
    retired: ['privacyExport'],
  },
  'privacy-erasure': {
    queue: 'bulk',
    workflow: 'erasePerson',
    summary: 'The erasure of a person',
    retired: ['privacyErasure'],
  },
  'privacy-request': {
    queue: 'core',
    workflow: 'answerRequest',
    summary: 'The request of a person about their data, and its month',
    retired: ['privacyRequest'],
  },
  'key-rotation': {
    queue: 'bulk',
    workflow: 'replaceKey',
    summary: 'The replacement of a key',
    retired: ['keyRotation'],
  },
};

/** Returns every workflow function, current or retired, of a process type. */
export const workflowsOf = (type: ProcessType): string[] => [
  PROCESS[type].workflow,
  ...(PROCESS[type].retired ?? []),
];

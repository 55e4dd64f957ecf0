import type {
  InstallationProcess,
  ProcessInputs,
  ProcessType,
  TenantProcess,
} from './processes.ts';

/** Interactive work and bulk work are separate, so that one tenant's million messages do not delay another's code. */
export const QUEUES = ['core', 'bulk'] as const;
export type Queue = (typeof QUEUES)[number];

type Process<T extends ProcessType> = {
  /** Of one thing of a tenant, or the only one of an installation. */
  of: ProcessInputs[T] extends { tenantId: string } ? 'tenant' : 'installation';
  queue: Queue;
  /** The workflow function that a new process runs. */
  workflow: string;
  /** Its description in Temporal Web. */
  summary: string;
  /** Earlier workflow functions of this process type that may still run. */
  retired?: readonly string[];
  /** A legal deadline runs in it: an activity that fails is tried without end, whatever the error. */
  deadline?: true;
};

/** The durable processes, each once: where it runs, by which code, and what it is called in Temporal Web. */
export const PROCESS: Readonly<{ [T in ProcessType]: Process<T> }> = {
  verification: {
    of: 'tenant',
    queue: 'core',
    workflow: 'verifyAddress',
    summary: 'Proof of an address by a code or a link',
    retired: ['verification'],
  },
  'opt-in': {
    of: 'tenant',
    queue: 'core',
    workflow: 'askForConsent',
    summary: 'A request for consent and its answer',
    retired: ['optIn'],
  },
  'opt-out': {
    of: 'tenant',
    queue: 'core',
    workflow: 'followWithdrawal',
    summary: 'What follows a withdrawal',
    retired: ['optOut'],
  },
  review: {
    of: 'tenant',
    queue: 'core',
    workflow: 'reviewPossibleWithdrawal',
    summary: 'Words that may be a withdrawal, and their legal end',
    retired: ['consentReview'],
    deadline: true,
  },
  'preferences-link': {
    of: 'tenant',
    queue: 'core',
    workflow: 'answerLinkRequest',
    summary: 'A link to the preferences, sent on request',
    retired: ['preferencesLink'],
  },
  message: {
    of: 'tenant',
    queue: 'core',
    workflow: 'sendOnceConsented',
    summary: 'A message that waits for consent',
    retired: ['sendWithConsent'],
  },
  dispatcher: {
    of: 'installation',
    queue: 'bulk',
    workflow: 'dispatchMessages',
    summary: 'Sends the single messages of every organization',
    retired: ['dispatcher'],
  },
  housekeeping: {
    of: 'installation',
    queue: 'core',
    workflow: 'housekeeping',
    summary: 'What has to happen every minute',
  },
  import: {
    of: 'tenant',
    queue: 'bulk',
    workflow: 'importContactFile',
    summary: 'A file of contacts',
    retired: ['contactImport'],
  },
  'suppression-import': {
    of: 'tenant',
    queue: 'bulk',
    workflow: 'importSuppressionFile',
    summary: 'A file of blocked addresses',
    retired: ['suppressionImport'],
  },
  retention: {
    of: 'tenant',
    queue: 'bulk',
    workflow: 'applyPolicies',
    summary: 'One run of retention',
    retired: ['retention'],
  },
  campaign: {
    of: 'tenant',
    queue: 'bulk',
    workflow: 'sendCampaign',
    summary: 'One run of a campaign',
    retired: ['campaign'],
  },
  'campaign-replay': {
    of: 'tenant',
    queue: 'bulk',
    workflow: 'decideCampaignAgain',
    summary: 'The decisions of a campaign, made again',
    retired: ['campaignReplay'],
  },
  'privacy-export': {
    of: 'tenant',
    queue: 'bulk',
    workflow: 'copyPersonalData',
    summary: 'A copy of everything about a person',
    retired: ['privacyExport'],
  },
  'privacy-erasure': {
    of: 'tenant',
    queue: 'bulk',
    workflow: 'erasePerson',
    summary: 'The erasure of a person',
    retired: ['privacyErasure'],
  },
  'privacy-request': {
    of: 'tenant',
    queue: 'core',
    workflow: 'answerRequest',
    summary: 'The request of a person about their data, and its month',
    retired: ['privacyRequest'],
    deadline: true,
  },
  'assistant-call': {
    of: 'tenant',
    queue: 'core',
    workflow: 'assistantCall',
    summary: 'One call to a language model, and what it may use',
  },
  invitation: {
    of: 'tenant',
    queue: 'core',
    workflow: 'invitePerson',
    summary: 'An invitation to the team, until it is deleted',
  },
  'password-reset': {
    of: 'tenant',
    queue: 'core',
    workflow: 'resetPassword',
    summary: 'A link to a new password, and its hour',
  },
  'key-rotation': {
    of: 'tenant',
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

const isType = (type: string): type is ProcessType => Object.hasOwn(PROCESS, type);

export const isTenantProcess = (type: string): type is TenantProcess =>
  isType(type) && PROCESS[type].of === 'tenant';

/** The types of a tenant's processes: the first part of their ids. */
export const TENANT_PROCESSES = Object.keys(PROCESS).filter(isTenantProcess);

/** The types of which an installation has one process each. */
export const INSTALLATION_PROCESSES = Object.keys(PROCESS).filter(
  (type): type is InstallationProcess => isType(type) && PROCESS[type].of === 'installation',
);

import { ApplicationFailure } from '@temporalio/common';

const DAY = 86_400_000;
const LATER = 400 * DAY;

/** A process that may run for years, with activities that make it wait; one entry for each type. */
export type Lasting = {
  workflow: string;
  /** By name; one worker serves the activities of all entries. */
  activities: Record<string, () => Promise<unknown>>;
  /** A signal that it can receive any number of times while it still waits. Absent when each signal ends it. */
  told?: [signal: string, detail: object];
};

const pending = { status: 'pending', waitMs: LATER, sent: 1, held: false };
const undecided = { status: 'open', escalated: false, escalateInMs: LATER, dueInMs: LATER };
const invited = {
  status: 'pending',
  version: 1,
  reminded: false,
  remindInMs: LATER,
  endsInMs: LATER,
  forgetInMs: LATER,
};
const open = {
  kind: 'export',
  status: 'open',
  codeEndsMs: 0,
  nextMarkMs: 23 * DAY,
  processId: null,
};

const scheduled = {
  status: 'scheduled',
  waitMs: LATER,
  ratePerSec: null,
  people: 0,
  queued: 0,
  lanes: 0,
  counts: { done: 0, of: 0 },
  waits: { sender: false, quiet_hours: 0, time_zones: 0, frequency_cap: 0, provider: 0 },
};

/** Repeats an answer for many runs, then waits for a year: minutes of it would make the test too long. */
function oftenThenLater<T>(answer: T): () => Promise<T> {
  let left = 200;
  return async () => {
    if (left-- > 0) return answer;
    throw ApplicationFailure.create({ message: 'later', nextRetryDelay: LATER });
  };
}

/**
 * Every process type that waits: a year passes, and unlimited signals arrive (test/workflows/for-years.long.test.ts).
 */
export const LASTING: readonly Lasting[] = [
  { workflow: 'verifyAddress', activities: { sendCode: async () => pending } },
  {
    workflow: 'askForConsent',
    activities: { concludeOptIn: async () => ({ state: 'none', waitMs: 0 }) },
  },
  {
    workflow: 'reviewPossibleWithdrawal',
    activities: { readReviewClock: async () => undecided },
  },
  {
    workflow: 'sendOnceConsented',
    activities: { decideMessage: async () => ({ done: false, waitMs: LATER }) },
    told: ['consentChanged', {}],
  },
  {
    workflow: 'erasePerson',
    activities: {
      beginErasure: async () => ({ status: 'on_hold', holds: 1 }),
      withdrawConsents: async () => true,
      cancelSends: async () => true,
    },
    told: ['holdReleased', { holdId: '01900000-0000-7000-8000-000000000003' }],
  },
  {
    workflow: 'answerRequest',
    activities: { lookAtRequest: async () => open, watchMonth: async () => null },
    told: ['requestDecided', { status: 'open' }],
  },
  {
    workflow: 'copyPersonalData',
    activities: {
      makeCopy: async () => ({ status: 'ready', waitMs: LATER }),
      endCopy: async () => ({ status: 'ready', waitMs: LATER }),
    },
    told: ['copyRevoked', {}],
  },
  {
    workflow: 'replaceKey',
    activities: {
      takeUpRotation: async () => ({ kind: 'signing', status: 'keeping', waitMs: LATER }),
    },
  },
  {
    workflow: 'applyPolicies',
    activities: {
      listKinds: async () => Array.from({ length: 12 }, (_, i) => `kind_${i}`),
      applyRetention: async () => undefined,
      finishRetention: async () => undefined,
    },
  },
  { workflow: 'invitePerson', activities: { mailInvitation: async () => invited } },
  {
    workflow: 'retentionDay',
    activities: { beginRetention: async () => ({ run: 'made', running: false }) },
  },
  {
    workflow: 'sendCampaign',
    activities: { reconcileCampaign: async () => scheduled },
    told: ['rateChanged', { ratePerSec: 5 }],
  },
  {
    workflow: 'decideCampaignAgain',
    activities: {
      countDecisions: async () => ({ of: 12 }),
      decideAgain: async () => {
        throw new Error('the database is away');
      },
      failReplay: async () => undefined,
    },
  },
  {
    workflow: 'importContactFile',
    activities: {
      countContactRows: async () => ({ total: 10 }),
      importContactRows: async () => undefined,
      tidyContactImport: async () => ({ status: 'completed', created: 8, updated: 1, failed: 1 }),
    },
  },
  {
    workflow: 'importSuppressionFile',
    activities: {
      countSuppressionRows: async () => ({ total: 10 }),
      importSuppressionRows: async () => undefined,
      tidySuppressionImport: async () => ({
        status: 'completed',
        created: 8,
        already: 1,
        failed: 1,
      }),
    },
  },
  {
    workflow: 'assistantCall',
    activities: {
      reserveCall: async () => ({ status: 'reserved' }),
      callModel: async () => ({ ended: 'done' }),
      settleCall: async () => ({ status: 'settled', tell: null }),
    },
  },
  {
    workflow: 'resetPassword',
    activities: {
      mailResetLink: async () => ({ waitMs: 3_600_000 }),
      tellPasswordChanged: async () => ({ told: false }),
      endPasswordReset: async () => undefined,
    },
  },
  { workflow: 'answerLinkRequest', activities: { sendPreferencesLink: async () => true } },
  {
    workflow: 'followWithdrawal',
    activities: { stopMessages: async () => 2, confirmOptOut: async () => true },
  },
  {
    workflow: 'dispatchMessages',
    activities: { sendDueMessages: oftenThenLater({ looked: 1 }) },
  },
  {
    workflow: 'housekeeping',
    activities: {
      deliverOverdue: oftenThenLater(0),
      sealAudits: oftenThenLater({ sealed: 0, published: 0 }),
    },
  },
  {
    workflow: 'endConsents',
    activities: {
      expireConsents: async () => 2,
      askToStay: async () => 1,
      indexNumbers: async () => 0,
      indexNames: async () => 0,
    },
  },
  { workflow: 'keyCounts', activities: { countKeys: async () => ({ counted: 3 }) } },
];

/** The activities for one worker. */
export const lastingActivities = (): object =>
  Object.fromEntries(LASTING.flatMap(({ activities }) => Object.entries(activities)));

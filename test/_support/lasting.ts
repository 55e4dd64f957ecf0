const DAY = 86_400_000;
const LATER = 400 * DAY;

/** A process that may last, with activities that let it wait; one line for each type. */
export type Lasting = {
  workflow: string;
  /** By name; those of all lines are served by one worker. */
  activities: Record<string, () => Promise<unknown>>;
  /** What it may be told without end, and goes on waiting. Absent: nothing that it does not end with. */
  told?: [signal: string, detail: object];
};

const pending = { status: 'pending', waitMs: LATER, sent: 1, held: false };
const undecided = { status: 'open', escalated: false, escalateInMs: LATER, dueInMs: LATER };
const open = {
  kind: 'export',
  status: 'open',
  codeEndsMs: 0,
  nextMarkMs: 23 * DAY,
  processId: null,
};

/** Every type that waits: a year passes, and signals come without number (test/workflows/for-years.long.test.ts). */
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
  {
    workflow: 'retentionDay',
    activities: { beginRetention: async () => ({ run: 'made', running: false }) },
  },
  { workflow: 'keyCounts', activities: { countKeys: async () => ({ counted: 3 }) } },
];

/** For one worker. */
export const lastingActivities = (): object =>
  Object.fromEntries(LASTING.flatMap(({ activities }) => Object.entries(activities)));

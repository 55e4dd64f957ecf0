import { Context } from '@temporalio/activity';
import {
  answers,
  away,
  done,
  HOUR,
  MINUTE,
  news,
  wait,
  type HistoryCase,
} from '../history-script.ts';

/** The workflows that send, and those that read a file. */
export const SENDING_CASES: readonly HistoryCase[] = [
  {
    name: 'campaignReplay-completed',
    workflow: 'campaignReplay',
    script: () => ({
      replayCampaign: answers<{ done: true }>(away, { done: true }),
    }),
  },
  {
    name: 'campaignReplay-failed',
    workflow: 'campaignReplay',
    script: () => ({
      replayCampaign: answers<{ done: true }>(away),
      failReplay: answers<void>(away, undefined),
    }),
  },
  {
    name: 'sendWithConsent-granted',
    workflow: 'sendWithConsent',
    script: () => ({ decideMessage: answers(wait(72 * HOUR), done('queued')) }),
    drive: news,
  },
  {
    name: 'sendWithConsent-refused',
    workflow: 'sendWithConsent',
    script: () => ({ decideMessage: answers(wait(2 * MINUTE), wait(MINUTE), done('refused')) }),
  },
  {
    name: 'contactImport-completed',
    workflow: 'contactImport',
    run: 1,
    script: () => ({
      importContacts: answers({ status: 'completed', created: 8, updated: 1, failed: 1 }),
    }),
  },
  {
    name: 'contactImport-taken-over',
    workflow: 'contactImport',
    run: 1,
    script: () => ({
      importContacts: answers(away, { status: 'completed', created: 8, updated: 1, failed: 1 }),
    }),
  },
  {
    name: 'suppressionImport-completed',
    workflow: 'suppressionImport',
    script: () => ({
      importSuppressions: answers({ status: 'completed', created: 8, already: 1, failed: 1 }),
    }),
  },
  {
    name: 'suppressionImport-taken-over',
    workflow: 'suppressionImport',
    script: () => ({
      importSuppressions: answers(away, { status: 'completed', created: 8, already: 1, failed: 1 }),
    }),
  },
  {
    name: 'campaign-scheduled-sent',
    workflow: 'campaign',
    run: 1,
    script: () => ({
      advanceCampaign: answers(
        { step: 'wait' as const, waitMs: MINUTE },
        { step: 'send' as const, lanes: 4, people: 1000 },
        { step: 'done' as const, status: 'sent' as const },
      ),
      sendLane: answers<void>(undefined),
    }),
  },
  {
    name: 'campaign-paused-resumed',
    workflow: 'campaign',
    run: 1,
    script: () => ({
      advanceCampaign: answers(
        { step: 'send' as const, lanes: 2, people: 100 },
        { step: 'wait' as const, waitMs: 24 * HOUR },
        { step: 'send' as const, lanes: 1, people: 100 },
        { step: 'done' as const, status: 'sent' as const },
      ),
      sendLane: answers<void>(undefined),
    }),
    drive: news,
  },
  {
    name: 'campaign-worker-lost',
    workflow: 'campaign',
    run: 1,
    script: () => ({
      advanceCampaign: answers(
        { step: 'send' as const, lanes: 1, people: 10 },
        { step: 'done' as const, status: 'sent' as const },
      ),
      sendLane: answers<void>(away, undefined),
    }),
  },
  {
    name: 'dispatcher-shifts',
    workflow: 'dispatcher',
    script: () => {
      const shift = answers<void>(undefined, away, undefined);
      let shifts = 0;
      return {
        dispatchOutbox: async () => (shifts++ < 4 ? shift() : Context.current().cancelled),
      };
    },
    // It has no end of its own.
    drive: async (_, env) => env.sleep('5 seconds'),
  },
];

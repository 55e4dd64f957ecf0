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
} from './history-script.ts';

/** Every way that a recorded workflow went. A new workflow needs at least one. */
export const CASES: readonly HistoryCase[] = [
  {
    name: 'preferencesLink-retried',
    workflow: 'preferencesLink',
    script: () => ({ sendPreferencesLink: answers(away, true) }),
  },
  {
    name: 'verification-approved',
    workflow: 'verification',
    script: () => ({ advanceVerification: answers(wait(10 * MINUTE), done('approved')) }),
    drive: news,
  },
  {
    name: 'verification-expired',
    workflow: 'verification',
    script: () => ({
      advanceVerification: answers(
        wait(10 * MINUTE), wait(9 * MINUTE), wait(7 * MINUTE), wait(3 * MINUTE), done('expired'),
      ), // prettier-ignore
    }),
  },
  {
    name: 'verification-retried',
    workflow: 'verification',
    script: () => ({ advanceVerification: answers(away, away, done('undeliverable')) }),
  },
  {
    // Since the first code is sent inside the workflow task.
    name: 'verification-approved-at-once',
    workflow: 'verification',
    script: () => ({ advanceVerification: answers(wait(10 * MINUTE), done('approved')) }),
    drive: news,
  },
  {
    name: 'verification-tried-with-patience',
    workflow: 'verification',
    script: () => ({
      advanceVerification: answers(away, away, wait(10 * MINUTE), done('approved')),
    }),
    drive: news,
  },
  {
    name: 'privacyErasure-held-released',
    workflow: 'privacyErasure',
    script: () => ({
      advanceErasure: answers(
        away,
        { status: 'on_hold' as const, waitMs: HOUR },
        { status: 'running' as const, waitMs: 5_000 },
        { status: 'completed' as const, waitMs: 0 },
      ),
    }),
    drive: news,
  },
  {
    name: 'privacyExport-expired',
    workflow: 'privacyExport',
    script: () => ({
      advanceExport: answers(
        { status: 'ready' as const, waitMs: 10 * MINUTE },
        { status: 'ready' as const, waitMs: MINUTE },
        { status: 'expired' as const, waitMs: 0 },
      ),
    }),
  },
  {
    name: 'privacyRequest-proven-carried-out',
    workflow: 'privacyRequest',
    script: () => ({
      advanceRequest: answers(
        { status: 'unproven' as const, waitMs: HOUR },
        { status: 'open' as const, waitMs: 30 * 24 * HOUR },
        { status: 'under_way' as const, waitMs: 30 * 24 * HOUR },
        { status: 'done' as const, waitMs: 0 },
      ),
    }),
    drive: news,
  },
  {
    name: 'auditSeals-retried',
    workflow: 'auditSeals',
    script: () => ({ sealAudits: answers(away, { sealed: 120, published: 2 }) }),
  },
  {
    name: 'keyCounts-retried',
    workflow: 'keyCounts',
    script: () => ({ countKeys: answers(away, { counted: 2 }) }),
  },
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
    name: 'keyRotation-completed',
    workflow: 'keyRotation',
    script: () => ({
      advanceRotation: answers(
        { done: false, status: 'announced' as const, waitMs: MINUTE },
        away,
        { done: false, status: 'running' as const, waitMs: 0 },
        { done: false, status: 'running' as const, waitMs: 4 * MINUTE },
        { done: true, status: 'completed' as const, waitMs: 0 },
      ),
    }),
  },
  {
    name: 'keyRotation-kept',
    workflow: 'keyRotation',
    script: () => ({
      advanceRotation: answers(
        { done: false, status: 'keeping' as const, waitMs: 400 * 24 * HOUR },
        { done: true, status: 'completed' as const, waitMs: 0 },
      ),
    }),
  },
  {
    name: 'consentCohorts-retried',
    workflow: 'consentCohorts',
    script: () => ({ advanceCohorts: answers(away, { expired: 12, asked: 3 }) }),
  },
  {
    name: 'optIn-granted',
    workflow: 'optIn',
    script: () => ({
      advanceOptIn: answers(
        { state: 'pending' as const, waitMs: 72 * HOUR },
        { state: 'granted' as const, waitMs: 0 },
      ),
      confirmOptIn: answers(true),
    }),
    drive: news,
  },
  {
    name: 'optIn-lapsed',
    workflow: 'optIn',
    script: () => ({
      advanceOptIn: answers(
        { state: 'pending' as const, waitMs: 2 * MINUTE },
        { state: 'pending' as const, waitMs: MINUTE },
        { state: 'expired' as const, waitMs: 0 },
      ),
    }),
  },
  {
    name: 'optOut-confirmed',
    workflow: 'optOut',
    script: () => ({ stopMessages: answers(3), confirmOptOut: answers(true) }),
  },
  {
    name: 'optOut-retried',
    workflow: 'optOut',
    script: () => ({ stopMessages: answers(away, 0), confirmOptOut: answers(away, false) }),
  },
  {
    name: 'consentReview-decided',
    workflow: 'consentReview',
    script: () => ({
      advanceReview: answers(
        { status: 'open' as const, waitMs: 288 * HOUR },
        { status: 'dismissed' as const, waitMs: 0 },
      ),
    }),
    drive: news,
  },
  {
    name: 'consentReview-overdue',
    workflow: 'consentReview',
    script: () => ({
      advanceReview: answers(
        { status: 'open' as const, waitMs: 2 * MINUTE },
        { status: 'open' as const, waitMs: MINUTE },
        away,
        { status: 'withdrawn' as const, waitMs: 0 },
      ),
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
    name: 'retention-retried',
    workflow: 'retention',
    script: () => ({ advanceRetention: answers(away, { status: 'completed' }) }),
  },
  {
    name: 'retentionDay-retried',
    workflow: 'retentionDay',
    script: () => ({ beginRetention: answers(away, { run: 'made', running: true }) }),
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

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

const DAY = 24 * HOUR;
const invited = {
  status: 'pending',
  version: 1,
  reminded: false,
  remindInMs: 4 * DAY,
  endsInMs: 7 * DAY,
  forgetInMs: 30 * DAY,
};
const gone = { ...invited, status: 'gone' };

/** The workflows of one person: codes, consent, reviews, privacy. */
export const PEOPLE_CASES: readonly HistoryCase[] = [
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
    name: 'invitePerson-expired',
    workflow: 'invitePerson',
    script: () => ({
      mailInvitation: answers(away, invited),
      remindInvited: answers({ ...invited, reminded: true, endsInMs: 3 * DAY }),
      expireInvitation: answers({ ...invited, status: 'expired' }),
      forgetInvitation: answers(gone),
    }),
  },
  {
    name: 'invitePerson-resent-accepted',
    workflow: 'invitePerson',
    script: () => ({
      mailInvitation: answers(
        invited,
        { ...invited, version: 2 },
        { ...invited, version: 2, status: 'accepted' },
      ),
      forgetInvitation: answers(gone),
    }),
    async drive(handle, env) {
      await env.sleep('30 seconds');
      await handle.signal('invitationResent', { version: 2 });
      await env.sleep('30 seconds');
      await handle.signal('invitationDecided', { status: 'accepted' });
      await handle.result();
    },
  },
];

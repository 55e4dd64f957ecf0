import { answers, away, HOUR, MINUTE, type HistoryCase } from '../history-script.ts';

/** The workflows that keep house: keys, seals, retention. */
export const KEEPING_CASES: readonly HistoryCase[] = [
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
    name: 'retention-retried',
    workflow: 'retention',
    script: () => ({ advanceRetention: answers(away, { status: 'completed' }) }),
  },
  {
    name: 'retentionDay-retried',
    workflow: 'retentionDay',
    script: () => ({ beginRetention: answers(away, { run: 'made', running: true }) }),
  },
];

import { answers, away, HOUR, type HistoryCase } from '../history-script.ts';

/** The workflows of accounts. */
export const ACCOUNT_CASES: readonly HistoryCase[] = [
  {
    name: 'resetPassword-used',
    workflow: 'resetPassword',
    script: () => ({
      mailResetLink: answers({ waitMs: HOUR }),
      tellPasswordChanged: answers({ told: true }),
      endPasswordReset: async () => undefined,
    }),
    async drive(handle, env) {
      await env.sleep('30 seconds');
      await handle.signal('linkUsed', {});
      await handle.result();
    },
  },
  {
    name: 'resetPassword-not-used-retried',
    workflow: 'resetPassword',
    script: () => ({
      mailResetLink: answers(away, { waitMs: HOUR }),
      tellPasswordChanged: answers({ told: false }),
      endPasswordReset: async () => undefined,
    }),
  },
  {
    name: 'resetPassword-of-nobody',
    workflow: 'resetPassword',
    script: () => ({
      mailResetLink: answers({ waitMs: 0 }),
      endPasswordReset: async () => undefined,
    }),
  },
];

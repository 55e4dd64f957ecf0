import { Context } from '@temporalio/activity';
import { answers, away, type HistoryCase } from '../history-script.ts';

const reserved = answers({ status: 'reserved' });
const settled = (tell: string | null = null) => answers({ status: 'settled', tell });

/** Calls to a language model. */
export const ASKING_CASES: readonly HistoryCase[] = [
  {
    name: 'assistantCall-answered',
    workflow: 'assistantCall',
    script: () => ({
      reserveCall: reserved,
      callModel: answers({ ended: 'done' }),
      settleCall: settled(),
    }),
  },
  {
    name: 'assistantCall-refused',
    workflow: 'assistantCall',
    script: () => ({
      reserveCall: answers({ status: 'refused' }),
      settleCall: answers({ status: 'refused', tell: null }),
    }),
  },
  {
    name: 'assistantCall-retried-owners-told',
    workflow: 'assistantCall',
    script: () => ({
      reserveCall: answers<{ status: string }>(away, { status: 'reserved' }),
      callModel: answers<{ ended: string }>(away, { ended: 'done' }),
      settleCall: answers<{ status: string; tell: string | null }>(away, {
        status: 'settled',
        tell: '2026-11-01',
      }),
      tellOwners: answers<{ told: number }>(away, { told: 2 }),
    }),
  },
  {
    name: 'assistantCall-canceled',
    workflow: 'assistantCall',
    script: () => ({
      reserveCall: reserved,
      callModel: async () => {
        const activity = Context.current();
        const beat = setInterval(() => activity.heartbeat(), 100);
        await activity.cancelled.catch(() => undefined).finally(() => clearInterval(beat));
        return { ended: 'canceled' };
      },
      settleCall: settled(),
    }),
    async drive(handle) {
      await handle.signal('callCanceled', {});
      await handle.result();
    },
  },
];

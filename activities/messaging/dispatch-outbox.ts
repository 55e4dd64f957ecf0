import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import type { ActivityDeps } from '../deps.ts';
import { drainOnce } from './drain.ts';

/** Without news the outbox is looked at this often, in milliseconds: a notification is only a hint. */
const LOOK_MS = 2000;
/** An activity that never ends cannot be moved; so it ends now and then, and its workflow begins another. */
const SHIFT_MS = 10 * 60_000;

/**
 * The outbox's dispatcher: sends what is due, woken by NOTIFY, looking by itself too, until its shift is
 * over or it is cancelled. Losing it loses nothing: what it held is due again after a minute.
 */
export const createDispatchOutbox = (deps: ActivityDeps) => async (): Promise<void> => {
  const context = Context.current();
  const ended = AbortSignal.any([context.cancellationSignal, AbortSignal.timeout(SHIFT_MS)]);
  let alarm = new AbortController();
  const stop = await deps.services.db.listen('outbox', () => alarm.abort());
  const beat = setInterval(() => context.heartbeat(), LOOK_MS);
  try {
    while (!ended.aborted) {
      alarm = new AbortController();
      if ((await drainOnce(deps)) > 0) continue;
      const woken = AbortSignal.any([alarm.signal, ended]);
      await sleep(LOOK_MS, undefined, { signal: woken }).catch(() => undefined);
    }
  } finally {
    clearInterval(beat);
    await stop();
  }
};

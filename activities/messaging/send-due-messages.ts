import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { tenantsWithWork, type Work } from '#domain/messaging/tenants-with-work.ts';
import type { TenantId } from '#lib/ids.ts';
import type { ActivityDeps } from '../deps.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { createWakeUp } from '../wake-up.ts';
import { drainTenant, type Aside } from './drain-tenant.ts';

/** Poll interval of the outbox without notifications, in milliseconds: a notification is only a hint. */
const LOOK_MS = 2000;
/**
 * How long further messages are awaited after a notification, in milliseconds: chunks get fuller, and the delay is
 * not noticeable.
 */
const GATHER_MS = 15;
/**
 * An activity that never ends cannot be moved to another worker, so it ends now and then and its workflow starts the
 * next.
 */
const SHIFT_MS = 10 * 60_000;

/** Tenants that use the database at the same time: limited by the worker's connections. */
const TENANTS_AT_ONCE = 4;
/** Tenants at work at the same time; most of them wait for their providers. */
const MOST_TENANTS = 200;

/**
 * Creates the activity around `dispatch`. It ends after its shift or when cancelled; its heartbeats contain the
 * number of messages looked at.
 */
export const createSendDueMessages = (deps: ActivityDeps) => (): Promise<{ looked: number }> =>
  withHeartbeat<{ looked: number }, { looked: number }>(async (progress) => {
    const shift = { looked: 0 };
    // Each heartbeat contains the current count of this object.
    progress(shift);
    const { cancellationSignal } = Context.current();
    const ended = AbortSignal.any([cancellationSignal, AbortSignal.timeout(SHIFT_MS)]);
    await dispatch(deps, ended, {
      looked: (count) => {
        shift.looked += count;
      },
    });
    return shift;
  });

/**
 * Sends what is due until `ended`, on NOTIFY and by polling. Tenants are served in parallel, each one chunk at a
 * time, the longest waiting first, so that nobody waits behind another tenant's backlog. A tenant that waits for its
 * provider does not count, so that any number of hanging providers hold up nobody else. If the process
 * dies nothing is lost: its claimed messages are due again after a minute.
 * @param look returns the tenants that may have something due
 * @param looked called with the number of messages looked at for a tenant
 */
export async function dispatch(
  deps: ActivityDeps,
  ended: AbortSignal,
  {
    look = () => tenantsWithWork(deps.services),
    looked,
  }: { look?: () => Promise<Work[]>; looked?: (count: number) => void } = {},
): Promise<void> {
  const atWork = new Map<TenantId, Promise<void>>();
  const wakeUp = createWakeUp();
  let busy = 0;
  /** Whether somebody found no place at the last look. */
  let waiting = false;
  const aside: Aside = async (work) => {
    busy--;
    if (waiting) wakeUp.wake();
    try {
      return await work();
    } finally {
      busy++;
    }
  };
  const stop = await deps.services.db.listen('outbox', wakeUp.wake);
  ended.addEventListener('abort', wakeUp.wake, { once: true });
  try {
    while (!ended.aborted) {
      waiting = false;
      for (const { tenantId: tenant, ...kinds } of await look()) {
        if (atWork.has(tenant)) continue;
        if (busy >= TENANTS_AT_ONCE || atWork.size >= MOST_TENANTS) {
          waiting = true;
          continue;
        }
        busy++;
        const chunk = drainTenant(deps, tenant, { ...kinds, aside })
          .then(
            (count) => {
              looked?.(count);
              if (count > 0) wakeUp.wake();
            },
            (error: unknown) => {
              // One tenant's failure must not affect others; this tenant is tried again at the next look.
              deps.logger.error({ err: error, tenant_id: tenant }, 'could not drain an outbox');
            },
          )
          .finally(() => {
            busy--;
            atWork.delete(tenant);
          });
        atWork.set(tenant, chunk);
      }
      await wakeUp.wait(LOOK_MS);
      // Many messages a second share one look.
      if (!ended.aborted) await sleep(GATHER_MS);
    }
  } finally {
    await stop();
    await Promise.all(atWork.values());
  }
}

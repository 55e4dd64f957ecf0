import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { tenantsWithWork } from '#domain/messaging/tenants-with-work.ts';
import type { TenantId } from '#lib/ids.ts';
import type { ActivityDeps } from '../deps.ts';
import { createWakeUp } from '../wake-up.ts';
import { drainTenant } from './drain-tenant.ts';

/** Without news the outbox is looked at this often, in milliseconds: a notification is only a hint. */
const LOOK_MS = 2000;
/** How long is waited for company after a notification, in milliseconds: chunks are fuller, nobody notices. */
const GATHER_MS = 15;
/** An activity that never ends cannot be moved; so it ends now and then, and its workflow begins another. */
const SHIFT_MS = 10 * 60_000;

/** Bounded by the worker's database connections. */
const TENANTS_AT_ONCE = 4;

/**
 * The activity around `dispatch`: ends with its shift or when it is cancelled; heartbeats say how many messages it has
 * looked at.
 */
export const createSendDueMessages =
  (deps: ActivityDeps) => async (): Promise<{ looked: number }> => {
    const context = Context.current();
    const shift = { looked: 0 };
    const beat = setInterval(() => context.heartbeat(shift), LOOK_MS);
    try {
      const ended = AbortSignal.any([context.cancellationSignal, AbortSignal.timeout(SHIFT_MS)]);
      await dispatch(deps, ended, {
        looked: (count) => {
          shift.looked += count;
        },
      });
      return shift;
    } finally {
      clearInterval(beat);
    }
  };

/**
 * Sends what is due until `ended`, woken by NOTIFY and looking by itself too. Tenants go side by side, each
 * one chunk at a time, the longest waiting first, so that nobody waits behind another's pile or provider.
 * Losing this loses nothing: what it held is due again after a minute.
 * @param look which tenants may have something due
 * @param looked is told how many messages of a tenant were looked at
 */
export async function dispatch(
  deps: ActivityDeps,
  ended: AbortSignal,
  {
    look = () => tenantsWithWork(deps.services),
    looked,
  }: { look?: () => Promise<TenantId[]>; looked?: (count: number) => void } = {},
): Promise<void> {
  const atWork = new Map<TenantId, Promise<void>>();
  const wakeUp = createWakeUp();
  const stop = await deps.services.db.listen('outbox', wakeUp.ring);
  ended.addEventListener('abort', wakeUp.ring, { once: true });
  try {
    while (!ended.aborted) {
      for (const tenant of await look()) {
        if (atWork.has(tenant) || atWork.size >= TENANTS_AT_ONCE) continue;
        const chunk = drainTenant(deps, tenant)
          .then(
            (count) => {
              looked?.(count);
              if (count > 0) wakeUp.ring();
            },
            (error: unknown) => {
              // One tenant's trouble is not another's; this one is looked at again with the next look.
              deps.logger.error({ err: error, tenant_id: tenant }, 'could not drain an outbox');
            },
          )
          .finally(() => atWork.delete(tenant));
        atWork.set(tenant, chunk);
      }
      await wakeUp.rung(LOOK_MS);
      // Many messages a second are one look, not one each.
      if (!ended.aborted) await sleep(GATHER_MS);
    }
  } finally {
    await stop();
    await Promise.all(atWork.values());
  }
}

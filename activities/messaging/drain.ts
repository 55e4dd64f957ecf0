import pMap from 'p-map';
import { systemContext, type Context } from '#domain/context.ts';
import { claimOutbox } from '#domain/messaging/claim.ts';
import { decideAgain } from '#domain/messaging/decide-again.ts';
import { recordResults, type Result } from '#domain/messaging/record-results.ts';
import { tenantsWithWork } from '#domain/messaging/tenants-with-work.ts';
import { workflowId } from '#domain/processes.ts';
import type { TenantId } from '#lib/ids.ts';
import type { ActivityDeps } from '../deps.ts';
import { sendMessage } from './send.ts';

/** A claim is sent all at once, so that a process that dies leaves few messages in doubt. */
const CHUNK = 25;
const TENANTS_AT_ONCE = 4;

/**
 * Sends what is due, one chunk for each tenant in turn, so that nobody waits behind another's pile.
 * @returns how many messages were looked at; 0 when there was nothing to do
 */
export async function drainOnce(deps: ActivityDeps): Promise<number> {
  const tenants = await tenantsWithWork(deps.services);
  const counts = await pMap(tenants, (tenant) => drainTenant(deps, tenant), {
    concurrency: TENANTS_AT_ONCE,
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

async function drainTenant(deps: ActivityDeps, tenantId: TenantId): Promise<number> {
  const { services } = deps;
  const ctx = systemContext(tenantId, 'dispatcher');
  const claim = await claimOutbox(services, ctx, CHUNK);
  const sent = await pMap(
    claim.send,
    async (message): Promise<Result> => ({
      message,
      handOver: await sendMessage(deps, tenantId, message).catch((error: unknown) => {
        deps.logger.error({ err: error, message_id: message.id }, 'hand-over failed unexpectedly');
        return { status: 'unknown', code: 'internal' };
      }),
    }),
    { concurrency: CHUNK },
  );
  const lost = claim.abandoned.map((message): Result => ({
    message,
    handOver: { status: 'unknown', code: 'process_lost' },
  }));
  await recordResults(services, ctx, [...sent, ...lost]);
  await pMap(claim.waiting, (id) => lookAfter(deps, ctx, id), { concurrency: 4 });
  return sent.length + lost.length + claim.waiting.length;
}

/** A message that waits although its workflow should have looked: the start got lost, or it was ended. */
async function lookAfter({ services }: ActivityDeps, ctx: Context, id: string): Promise<void> {
  const { tenantId } = ctx;
  const now = await decideAgain(services, ctx, id);
  if (now.done) return;
  await services.processes.start('message', workflowId('message', tenantId, id), { tenantId, id });
}

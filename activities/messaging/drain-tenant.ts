import { LRUCache } from 'lru-cache';
import pMap from 'p-map';
import { systemContext, type Context } from '#domain/context.ts';
import { askAgain } from '#domain/messaging/ask-again.ts';
import { claimOutbox, type ToSend } from '#domain/messaging/claim.ts';
import { decideAgain } from '#domain/messaging/decide-again.ts';
import { fallBack } from '#domain/messaging/fallback.ts';
import { renewLease } from '#domain/messaging/renew-lease.ts';
import { recordResults, type Result } from '#domain/messaging/record-results.ts';
import { putBack } from '#domain/messaging/put-back.ts';
import type { Work } from '#domain/messaging/tenants-with-work.ts';
import { isLate, LEASE_MS, WORDS_FAILED } from '#domain/messaging/rules.ts';
import { workflowId } from '#domain/processes.ts';
import type { TenantId } from '#lib/ids.ts';
import type { ActivityDeps } from '../deps.ts';
import { createBatchSize } from '../batch-size.ts';
import { senderFor, type Sender } from '../sender.ts';
import { askBills } from './ask-bills.ts';
import { lookUpText } from './look-up-text.ts';
import { sendMessage } from './send.ts';
import { sendTests } from './send-tests.ts';

/** Claimed messages are sent almost at once, so that a process that dies leaves few messages uncertain. */
const CHUNK = 50;
/**
 * At a slow provider, in batches as large as it takes at once (connections of providers/email/pipelined.ts). By tenant:
 * one whose mails hang makes no other's batches small.
 */
const batchSizes = new LRUCache<TenantId, ReturnType<typeof createBatchSize>>({ max: 1_000 });
const batchSizeOf = (tenantId: TenantId): ReturnType<typeof createBatchSize> => {
  const size = batchSizes.get(tenantId) ?? createBatchSize({ least: 5, most: CHUNK });
  batchSizes.set(tenantId, size);
  return size;
};

/** Runs work that waits for a provider. */
export type Aside = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Sends one chunk of what is due for a tenant, members' tests first.
 * @param options.tests whether tests may be due
 * @param options.bills whether bills may be due
 * @returns how many messages were looked at
 */
export async function drainTenant(
  deps: ActivityDeps,
  tenantId: TenantId,
  options: Partial<Pick<Work, 'tests' | 'bills'>> & { aside?: Aside } = {},
): Promise<number> {
  const ctx = systemContext(tenantId, 'dispatcher');
  const { tests: mayTest = true, bills: mayBill = true, aside = (work) => work() } = options;
  const tests = mayTest ? await aside(() => sendTests(deps, ctx)) : 0;
  const began = performance.now();
  const claim = await claimOutbox(deps.services, ctx, CHUNK);
  const firstBefore = began + (claim.leftMs ?? Infinity);
  const sent = await sendAll(deps, ctx, claim.send, firstBefore, aside);
  const lost = claim.abandoned.map((message): Result => ({
    message,
    handOver: { status: 'unknown', code: 'process_lost' },
  }));
  const unreadable = claim.unreadable.map((message): Result => ({
    message,
    handOver: { status: 'rejected', code: 'unreadable', about: 'words' },
  }));
  // The code does not name the missing value: it would reveal data of the contact. Users who may see it read it with
  // the message.
  const unwritable = claim.unwritable.map((message): Result => ({
    message,
    handOver: { status: 'rejected', code: WORDS_FAILED, about: 'words' },
  }));
  await recordResults(deps.services, ctx, [...sent, ...lost, ...unreadable, ...unwritable]);
  await pMap(claim.fallingBack, (id) => fallBack(deps.services, ctx, id), { concurrency: 4 });
  await aside(() =>
    pMap(claim.uncertain, (message) => lookUpText(deps, ctx, message), { concurrency: 4 }),
  );
  await pMap(claim.waiting, (id) => decideStuck(deps, ctx, id), { concurrency: 4 });
  const bills = mayBill ? await aside(() => askBills(deps, ctx)) : 0;
  return claim.looked + tests + bills;
}

async function sendAll(
  deps: ActivityDeps,
  ctx: Context,
  messages: readonly ToSend[],
  firstBefore: number,
  aside: Aside,
): Promise<Result[]> {
  const batchSize = batchSizeOf(ctx.tenantId);
  const ids = messages.map((m) => m.id);
  const mails = messages.some(({ channel }) => channel === 'email');
  const leaseTimer = setInterval(() => {
    // If this fails, the lease runs out and the outcome counts as unknown: safe, but imprecise.
    renewLease(deps.services, ctx, ids).catch(() => undefined);
  }, LEASE_MS / 3);
  try {
    const results: Result[] = [];
    const sender = mails ? await senderFor(deps, ctx) : null;
    for (let rest = messages; rest.length;) {
      const batch = rest.slice(0, batchSize.size());
      // The first batch was claimed just now; the later ones have waited, and people may have withdrawn meanwhile.
      const began = performance.now();
      const asked = rest === messages ? null : await askAgain(deps.services, ctx, batch);
      const before = asked ? began + (asked.leftMs ?? Infinity) : firstBefore;
      const all = await aside(() =>
        pMap(
          batch.filter((message) => asked?.may.has(message.id) ?? true),
          (message) => handOverOne(deps, ctx, message, { sender, before }),
          { concurrency: CHUNK },
        ),
      );
      batchSize.took(batch.length, performance.now() - began);
      const late = all.filter(({ handOver }) => isLate(handOver));
      results.push(...all.filter(({ handOver }) => !isLate(handOver)));
      await putBack(
        deps.services,
        ctx,
        late.map(({ message }) => message),
      );
      rest = rest.slice(batch.length);
    }
    return results;
  } finally {
    clearInterval(leaseTimer);
  }
}

const handOverOne = async (
  deps: ActivityDeps,
  ctx: Context,
  message: ToSend,
  how: { sender: Sender | null; before: number },
): Promise<Result> => ({
  message,
  handOver: await sendMessage(deps, ctx.tenantId, message, how).catch((error: unknown) => {
    deps.logger.error({ err: error, message_id: message.id }, 'a provider threw');
    return { status: 'unknown', code: 'internal' };
  }),
});

/** Handles a message whose workflow should have decided it but has not: its start was lost, or it was ended. */
async function decideStuck({ services }: ActivityDeps, ctx: Context, id: string): Promise<void> {
  const { tenantId } = ctx;
  const now = await decideAgain(services, ctx, id);
  if (now.done) return;
  await services.processes.start('message', workflowId('message', tenantId, id), { tenantId, id });
}

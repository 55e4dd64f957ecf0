import pMap from 'p-map';
import type { Context } from '#domain/context.ts';
import { claimTests, recordTest, type ClaimedTest } from '#domain/tests-to-members/claim.ts';
import { throttleOf } from '#domain/messaging/rules.ts';
import type { ActivityDeps } from '../deps.ts';
import { handOver } from '../hand-over.ts';
import { STATUS } from '../send-once.ts';

/**
 * Hands over the tests that members wait for, each once: members who receive none ask again. A test waits on if its
 * provider limits the sender.
 * @returns the number of tests
 */
export async function sendTests(deps: ActivityDeps, ctx: Context): Promise<number> {
  const tests = await claimTests(deps.services, ctx);
  await pMap(tests, (test) => sendOne(deps, ctx, test), { concurrency: 5 });
  return tests.length;
}

async function sendOne(deps: ActivityDeps, ctx: Context, { id, channel, content }: ClaimedTest) {
  const { tenantId } = ctx;
  const outcome = await handOver(deps, {
    ...content,
    channel,
    messageId: id,
    // The ledger has no message with this id, so reports about it change nothing.
    reference: { tenantId, kind: 'message', id },
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
  const status = throttleOf([outcome]) ? 'queued' : STATUS[outcome.status];
  await recordTest(deps.services, ctx, id, {
    status,
    code: 'code' in outcome ? outcome.code : null,
  });
}

import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Begun, Batch } from '#domain/campaigns/begin.ts';
import { claimChunk, isRuled, type CampaignClaim, type Lane } from '#domain/campaigns/claim.ts';
import { loadSendPlan } from '#domain/campaigns/plan.ts';
import { recordChunk, type CampaignResult } from '#domain/campaigns/record.ts';
import { takeLane } from '#domain/campaigns/recover.ts';
import { pauseRefused } from '#domain/campaigns/refused.ts';
import { chunkSize } from '#domain/campaigns/rules.ts';
import { putBack } from '#domain/messaging/put-back.ts';
import { isLate, throttleOf } from '#domain/messaging/rules.ts';
import { restSender } from '#domain/senders/sender-rests.ts';
import { newId } from '#lib/ids.ts';
import { activityContext } from '../context.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { createBatchSize } from '../batch-size.ts';
import { senderFor } from '../sender.ts';
import type { ActivityDeps } from '../deps.ts';
import { createHandOver } from './hand-over.ts';
import { createPace } from './pace.ts';
import { createRefusals } from './refusals.ts';

export type LaneInput = {
  tenantId: string;
  id: string;
  run: number;
  lane: number;
  lanes: number;
  people: number;
};

/** Progress of a lane, in its heartbeats: the number of recipients passed. */
export type LaneProgress = { done: number; of: number };

/**
 * Sends one lane of a campaign until none of its messages is due, the campaign is paused or canceled, or the worker
 * ends. While a chunk is handed over, the next one is already claimed, unless the campaign has a rate limit. A chunk
 * is handed over in batches, and the gate is asked again before each batch.
 */
export const createSendLane =
  (deps: ActivityDeps) =>
  (input: LaneInput): Promise<void> => {
    const { people, lane, lanes } = input;
    const from = Math.floor((people * lane) / lanes);
    const to = Math.floor((people * (lane + 1)) / lanes);
    const far = { done: 0, of: to - from };
    return withHeartbeat<void, LaneProgress>((progress) => {
      // Each heartbeat contains the current counts of this object.
      progress(far);
      return sendLane(deps, input, { campaignId: input.id, lane, from, to }, far);
    });
  };

async function sendLane(
  deps: ActivityDeps,
  input: LaneInput,
  lane: Lane,
  far: LaneProgress,
): Promise<void> {
  const { services } = deps;
  const ctx = activityContext(input);
  const activity = Context.current();
  const plan = await loadSendPlan(services, ctx, input.id);
  const handOver = createHandOver(deps, plan, input.tenantId, await senderFor(deps, ctx));
  const pace = createPace();
  const laneRate = (total: number | null): number | null =>
    total === null ? null : total / input.lanes;
  const ruled = nowAndThen(() => isRuled(services, ctx, plan));
  const take = async (after: number, size: number): Promise<CampaignClaim> => {
    const how = { needs: handOver.needs, ruled: await ruled() };
    return claimChunk(services, ctx, lane, after, size, how);
  };
  const claim = (after: number, rate: number | null): Promise<CampaignClaim> =>
    take(after, chunkSize(input.people, plan.channel, laneRate(rate)));
  const owner = newId();
  /** Records the results of the last batch and the start of the next one; returns who may receive the next one. */
  const record = async (
    results: readonly CampaignResult[],
    batch: Batch | null,
  ): Promise<Begun> => {
    const begun = await recordChunk(services, ctx, plan, results, { lane, owner, batch });
    if (begun.mine) return begun;
    throw ApplicationFailure.create({
      type: 'LaneLost',
      message: 'another activity has taken this lane over',
    });
  };
  const batchSize = createBatchSize(handOver.batchSizes);
  const refusals = createRefusals();
  const ended = (): boolean => activity.cancellationSignal.aborted;
  let results: readonly CampaignResult[] = [];
  try {
    await takeLane(services, ctx, lane, owner);
    // First one message, because its claim returns the rate.
    let chunk = await take(lane.from, 1);
    while (chunk.going && chunk.reached !== null) {
      const { ratePerSec, reached, rows } = chunk;
      const ahead = ended() || ratePerSec !== null ? undefined : claim(reached, ratePerSec);
      // If this chunk throws, the other claim's rejection must not be unhandled.
      ahead?.catch(() => undefined);
      for (let rest = rows; rest.length;) {
        const batch = rest.slice(0, batchSize.size());
        const began = performance.now();
        const { going, may, at, leftMs } = await record(results, {
          claim: chunk.claim,
          rows: batch,
        });
        results = [];
        if (!going || ended()) {
          // Nobody has received anything of this batch yet.
          await putBack(services, ctx, [...rest, ...((await ahead)?.rows ?? [])]);
          await record([], null);
          return;
        }
        const before = began + (leftMs ?? Infinity);
        const giving = performance.now();
        const all = await handOver.send(
          batch.filter(({ id }) => may.has(id)),
          before,
        );
        batchSize.took(batch.length, performance.now() - giving);
        rest = rest.slice(batch.length);
        far.done = (batch.at(-1)?.ordinal ?? lane.from) - lane.from;
        const late = all.filter((one) => isLate(one.handed)).map((one) => one.message);
        await putBack(services, ctx, late);
        const handed = all.filter((one) => !isLate(one.handed));
        const throttle = throttleOf(handed.map((one) => one.handed));
        if (throttle) await restSender(services, ctx, plan.channel, throttle);
        const trouble = refusals(handed);
        if (trouble) await pauseRefused(services, ctx, input.id, trouble);
        if (unreachable(handed)) {
          const untouched = [...batch, ...rest, ...((await ahead)?.rows ?? [])];
          await putBack(services, ctx, untouched);
          if (trouble) return;
          throw ApplicationFailure.create({
            type: 'ProviderUnreachable',
            message: 'the provider cannot be reached; trying again',
          });
        }
        results = handed.map((result) => ({ ...result, at }));
      }
      if (!ahead) {
        await record(results, null);
        results = [];
        if (ended()) return;
        await pace(rows.length, laneRate(ratePerSec), activity.cancellationSignal);
      }
      chunk = await (ahead ?? claim(reached, ratePerSec));
    }
    await record(results, null);
  } finally {
    await handOver.close();
  }
}

/** Changed quiet hours and caps take effect on a running campaign within this time, in milliseconds. */
const LOOK_MS = 2_000;

/** Asks again only when the last answer is older than `LOOK_MS`. */
function nowAndThen<T>(ask: () => Promise<T>): () => Promise<T> {
  let last: { at: number; answer: T } | undefined;
  return async () => {
    if (!last || performance.now() - last.at > LOOK_MS)
      last = { answer: await ask(), at: performance.now() };
    return last.answer;
  };
}

/** Whether no message of a batch reached the provider at all: that is an outage, not a fault of these addresses. */
const unreachable = (results: readonly CampaignResult[]): boolean =>
  results.length > 0 &&
  results.every(({ handed }) => handed.status === 'deferred' && /^E[A-Z]+/.test(handed.code));

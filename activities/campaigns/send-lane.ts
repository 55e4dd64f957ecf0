import { ApplicationFailure, Context } from '@temporalio/activity';
import type { ClaimedBatch, Lane } from '#domain/campaigns/claim.ts';
import { loadSendPlan } from '#domain/campaigns/plan.ts';
import { nextBatch, recordLast, type CampaignResult } from '#domain/campaigns/record.ts';
import { takeLane } from '#domain/campaigns/recover.ts';
import { pauseRefused } from '#domain/campaigns/refused.ts';
import { mostInBatch } from '#domain/campaigns/rules.ts';
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

/** After this time, in milliseconds, what was claimed but not handed over goes back: the gate is asked again. */
const CLAIM_LASTS_MS = 2_000;

/**
 * When more lanes than this run in one process, each ends after its shift, and its campaign's process starts the next,
 * behind those that wait: many large campaigns, or many that hang, take turns with others. Below the slots of
 * worker/create-workers.ts.
 */
const CROWD = { lanes: 40, shiftMs: 10_000 };

/**
 * Sends one lane of a campaign until none of its messages is due, the campaign is paused or canceled, its shift is over
 * while others wait, or the worker ends. It claims a batch, with the gate, at the moment of its hand-over; the same transaction records the results of
 * the batch before.
 */
export const createSendLane = (deps: ActivityDeps, crowd = CROWD) => {
  let running = 0;
  return async (input: LaneInput): Promise<void> => {
    const { people, lane, lanes } = input;
    const from = Math.floor((people * lane) / lanes);
    const to = Math.floor((people * (lane + 1)) / lanes);
    const far = { done: 0, of: to - from };
    const shiftEnds = performance.now() + crowd.shiftMs;
    const isOver = (): boolean => running > crowd.lanes && performance.now() >= shiftEnds;
    running++;
    try {
      await withHeartbeat<void, LaneProgress>((progress) => {
        // Each heartbeat contains the current counts of this object.
        progress(far);
        return sendLane(deps, input, { campaignId: input.id, lane, from, to }, { far, isOver });
      });
    } finally {
      running--;
    }
  };
};

async function sendLane(
  deps: ActivityDeps,
  input: LaneInput,
  lane: Lane,
  { far, isOver }: { far: LaneProgress; isOver: () => boolean },
): Promise<void> {
  const { services } = deps;
  const ctx = activityContext(input);
  const { cancellationSignal } = Context.current();
  const plan = await loadSendPlan(services, ctx, input.id);
  const handOver = createHandOver(deps, plan, input.tenantId, await senderFor(deps, ctx));
  const pace = createPace();
  const batchSize = createBatchSize(handOver.batchSizes);
  const refusals = createRefusals();
  const owner = newId();
  let results: readonly CampaignResult[] = [];
  /** Records what is not recorded yet and claims the next batch. */
  const next = async (after: number, limit: number): Promise<ClaimedBatch & { before: number }> => {
    const asked = { lane, owner, after, limit, needs: handOver.needs };
    const began = performance.now();
    const batch = await nextBatch(services, ctx, plan, results, asked);
    results = [];
    const leftMs = Math.min(batch.leftMs ?? Infinity, CLAIM_LASTS_MS);
    if (batch.mine) return { ...batch, before: began + leftMs };
    throw ApplicationFailure.create({
      type: 'LaneLost',
      message: 'another activity has taken this lane over',
    });
  };
  try {
    await takeLane(services, ctx, lane, owner);
    // First one message, because its claim returns the rate.
    let batch = await next(lane.from, 1);
    while (batch.reached !== null) {
      const { rows, reached, at } = batch;
      const began = performance.now();
      const all = cancellationSignal.aborted ? [] : await handOver.send(rows, batch.before);
      batchSize.took(rows.length, performance.now() - began);
      const handed = all.filter((one) => !isLate(one.handed));
      const throttle = throttleOf(handed.map((one) => one.handed));
      if (throttle) await restSender(services, ctx, plan.channel, throttle);
      const trouble = refusals(handed);
      if (trouble) await pauseRefused(services, ctx, input.id, trouble);
      if (unreachable(handed)) {
        await putBack(services, ctx, rows);
        if (trouble) return;
        throw ApplicationFailure.create({
          type: 'ProviderUnreachable',
          message: 'the provider cannot be reached; trying again',
        });
      }
      results = handed.map((result) => ({ ...result, at }));
      const given = new Set(handed.map((one) => one.message.id));
      await putBack(
        services,
        ctx,
        rows.filter(({ id }) => !given.has(id)),
      );
      far.done = reached - lane.from;
      const rate = batch.ratePerSec === null ? null : batch.ratePerSec / input.lanes;
      if (rate !== null) {
        // What was sent is recorded before the pause.
        await recordLast(services, ctx, plan, results, { lane, owner });
        results = [];
        await pace(rows.length, rate, cancellationSignal);
      }
      if (cancellationSignal.aborted || isOver()) break;
      const most = mostInBatch(input.people, plan.channel, rate);
      batch = await next(reached, Math.min(batchSize.size(), most));
    }
    await recordLast(services, ctx, plan, results, { lane, owner });
  } finally {
    await handOver.close();
  }
}

/** Whether no message of a batch reached the provider at all: that is an outage, not a fault of these addresses. */
const unreachable = (results: readonly CampaignResult[]): boolean =>
  results.length > 0 &&
  results.every(({ handed }) => handed.status === 'deferred' && /^E[A-Z]+/.test(handed.code));

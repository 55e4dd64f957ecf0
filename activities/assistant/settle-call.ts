import { endAnswer, toEnd, type Known, type ToEnd } from '#domain/assistant/answer/end.ts';
import type { Used } from '#domain/assistant/ledger/settle.ts';
import type { Context } from '#domain/context.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { microsOf, type AssistantMeans } from './means.ts';
import { within } from './used.ts';

/**
 * Creates the activity that ends a call: settles its reservation to what was used, or releases it when nothing was.
 * It reads everything from the ledger, so it does the same after any crash.
 */
export const createSettleCall =
  (deps: ActivityDeps, means: AssistantMeans) =>
  (input: ProcessInputs['assistant-call']): Promise<{ status: string; tell: string | null }> =>
    settleNow(deps, means, activityContext(input), input.id);

/** Ends a call now. A repeat changes nothing. `known`: the answer, as whoever made the call knows it. */
export async function settleNow(
  { services }: ActivityDeps,
  means: AssistantMeans,
  ctx: Context,
  id: string,
  known?: Known,
): Promise<{ status: string; tell: string | null }> {
  const call = await toEnd(services, ctx, id, known);
  const { failure = null, retryAfterS = null } = call ?? {};
  const used = call && usedBy(means, call);
  return endAnswer(services, ctx, id, { used, failure, retryAfterS });
}

/** What the requests used that are over, and the one that was under way; null: none used anything. */
function usedBy(means: AssistantMeans, call: ToEnd): Used | null {
  const { past } = call;
  const last = lastUse(means, call);
  if (!past || !last) return past ?? last;
  return {
    input: past.input + last.input,
    cachedInput: past.cachedInput + last.cachedInput,
    output: past.output + last.output,
    micros: past.micros + last.micros,
    reported: past.reported && last.reported,
  };
}

function lastUse(means: AssistantMeans, { use, model, past, reserved }: ToEnd): Used | null {
  if (use.is === 'none') return null;
  const { reported = true, ...usage } =
    use.is === 'recorded'
      ? use.usage
      : {
          input: use.prompt,
          cachedInput: 0,
          output: means.countTextTokens(model, use.content),
          reported: false,
        };
  const left = {
    tokens: Math.max(0, reserved.tokens - (past ? past.input + past.output : 0)),
    micros: Math.max(0, reserved.micros - (past?.micros ?? 0)),
  };
  return within({ ...usage, micros: microsOf(means, model, usage), reported }, left);
}

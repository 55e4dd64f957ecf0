import { activityInfo, ApplicationFailure, Context } from '@temporalio/activity';
import type { Asked } from '#domain/assistant/answer/asked.ts';
import { askedFor } from '#domain/assistant/answer/context.ts';
import {
  beginCall,
  isCallOver,
  recordAnswer,
  unbeginCall,
} from '#domain/assistant/answer/write.ts';
import type { Context as Caller } from '#domain/context.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import type { ChatRefused } from '#providers/assistant/adapter.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { askInRounds, isBusy, type Ended } from './ask-in-rounds.ts';
import { createWriter } from './writer.ts';
import { settleNow } from './settle-call.ts';
import type { AssistantMeans } from './means.ts';

/** Attempts at a provider that is busy or away. */
const ATTEMPTS = 3;
/** How often it is looked whether somebody has canceled, while nothing comes. In milliseconds. */
const LOOK_MS = 500;

/**
 * Creates the activity that asks the model and stores the answer as it comes. A provider is asked once for each
 * reservation: after a crash the call is not repeated, since the first one may have been answered and billed.
 */
export const createCallModel =
  (deps: ActivityDeps, means: AssistantMeans) =>
  (input: ProcessInputs['assistant-call']): Promise<{ ended: string }> =>
    withHeartbeat(async () => {
      const { services } = deps;
      const ctx = activityContext(input);
      const asked = await askedFor(services, ctx, input.id);
      if (!asked) return { ended: 'over' };
      const begun = await beginCall(services, ctx, input.id);
      // Whatever an earlier attempt has stored stays; settling says what is known.
      if (begun.is !== 'begun') return { ended: begun.is };
      const { content, ...ended } = await ask(deps, means, ctx, input.id, asked, begun.reserved);
      const { failure } = ended;
      if (failure && ended.rounds === 0 && !ended.hasBegun && mayTryAgain(failure)) {
        await unbeginCall(services, ctx, input.id);
        throw ApplicationFailure.create({
          type: 'ModelBusy',
          message: failure.message,
          ...(failure.retryAfterSeconds === undefined
            ? {}
            : { nextRetryDelay: failure.retryAfterSeconds * 1_000 }),
        });
      }
      // Whoever asked would see nothing, and not know why.
      const why = ended.why ?? (failure || content ? null : 'empty');
      await recordAnswer(services, ctx, input.id, {
        content,
        usage: ended.usage,
        failure: why,
        retryAfterS: failure?.retryAfterSeconds ?? null,
        contactIds: [...asked.contactIds, ...ended.contactIds],
      });
      // Who waits for the answer need not wait for the next step. If this fails, that step does it.
      await settleNow(deps, means, ctx, input.id, { content, usage: ended.usage, failure: why }).catch(() => undefined); // prettier-ignore
      return { ended: why ?? 'done' };
    });

const mayTryAgain = (failure: ChatRefused): boolean =>
  isBusy(failure) && activityInfo().attempt < ATTEMPTS;

/** Asks, until there is an answer, somebody cancels it, or the time of its reservation is over. */
async function ask(
  deps: ActivityDeps,
  means: AssistantMeans,
  ctx: Caller,
  id: string,
  asked: Asked,
  reserved: { tokens: number; micros: number },
): Promise<Ended & { content: string }> {
  const { services } = deps;
  const canceled = new AbortController();
  const signal = AbortSignal.any([Context.current().cancellationSignal, canceled.signal]);
  const isCanceled = (): boolean => canceled.signal.aborted;
  const writer = createWriter(services, ctx, id, () => canceled.abort());
  const looking = setInterval(() => {
    void isCallOver(services, ctx, id).then(
      (over) => over && canceled.abort(),
      () => undefined,
    );
  }, LOOK_MS);
  try {
    const ended = await askInRounds(deps, means, ctx, {
      id, asked, reserved, writer, signal, isCanceled,
    }); // prettier-ignore
    return { ...ended, content: writer.text() };
  } finally {
    clearInterval(looking);
    await writer.end();
  }
}

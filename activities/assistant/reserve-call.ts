import { askedFor } from '#domain/assistant/answer/context.ts';
import { keepAsked } from '#domain/assistant/answer/kept.ts';
import { fitted } from '#domain/assistant/answer/fit.ts';
import { refuseAnswer, reserveAnswer } from '#domain/assistant/answer/reserve-answer.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { microsOf, modelOf, type AssistantMeans } from './means.ts';
import { toolsFor } from './look-up.ts';

/** Creates the activity that reserves what a call can use at most: its prompt, and the longest answer. */
export const createReserveCall =
  ({ services }: ActivityDeps, means: AssistantMeans) =>
  async (input: ProcessInputs['assistant-call']): Promise<{ status: string }> => {
    const ctx = activityContext(input);
    const asked = await askedFor(services, ctx, input.id);
    if (!asked) return { status: 'gone' };
    const chosen = modelOf(means, asked);
    if (!chosen) return refuseAnswer(services, ctx, input.id, 'no_model');
    const { provider, model } = chosen;
    const messages = fitted(asked, (some) => means.countTokens(model, some));
    const kit = await toolsFor(means, ctx, asked);
    const prompt = means.countTokens(model, messages, kit.tools);
    const output = asked.maxOutputTokens;
    const { status } = await reserveAnswer(services, ctx, input.id, {
      tokens: prompt + output,
      prompt,
      micros: microsOf(means, model, { input: prompt, cachedInput: 0, output }),
      provider,
      model,
    });
    if (status === 'reserved') keepAsked(services.db, input.id, asked);
    return { status };
  };

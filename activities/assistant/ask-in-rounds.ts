import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked } from '#domain/assistant/answer/asked.ts';
import { fitted } from '#domain/assistant/answer/fit.ts';
import { beginRound, endRound } from '#domain/assistant/answer/rounds.ts';
import type { Reported } from '#domain/assistant/conversations/row.ts';
import type { Used } from '#domain/assistant/ledger/settle.ts';
import type { Context as Caller } from '#domain/context.ts';
import { ChatRefused, type ChatMessage } from '#providers/assistant/adapter.ts';
import type { ActivityDeps } from '../deps.ts';
import { askModel, type Said } from './ask-model.ts';
import { lookUp, noLookUps, titlesOf, toolsFor } from './look-up.ts';
import { microsOf, modelOf, type AssistantMeans } from './means.ts';
import { within } from './used.ts';
import type { createWriter } from './writer.ts';

/** Requests for one answer; between two of them the model looks something up. */
export const ROUNDS = 6;
/** Attempts at a provider that is busy or away in a later round, and the longest wait between them. */
const ATTEMPTS = 3;
export const PATIENCE_S = 10;

/** How an answer ended. */
export type Ended = Pick<Said, 'hasBegun' | 'failure' | 'why'> & {
  /** Of the last request. */
  usage: Reported | null;
  /** Contacts in what was looked up. */
  contactIds: readonly string[];
  /** Requests that are over and recorded. */
  rounds: number;
};

type Question = {
  id: string;
  asked: Asked;
  reserved: { tokens: number; micros: number };
  writer: ReturnType<typeof createWriter>;
  signal: AbortSignal;
  isCanceled: () => boolean;
};

/**
 * Asks the model, looks up what it asks for, and asks again, until it answers. Before each further request the
 * reservation grows by what that can use; when a limit does not allow it, the model is not asked.
 */
export async function askInRounds(
  deps: ActivityDeps,
  means: AssistantMeans,
  ctx: Caller,
  { id, asked, reserved, writer, signal, isCanceled }: Question,
): Promise<Ended> {
  const chosen = modelOf(means, asked);
  if (!chosen) throw new ChatRefused('invalid');
  const { model, connection } = chosen;
  const adapter = means.adapterFor(connection);
  const kit = await toolsFor(means, ctx, asked);
  let { tools } = kit;
  const messages: ChatMessage[] = fitted(asked, (some) => means.countTokens(model, some));
  const so = noLookUps();
  const ended = (round: number, said: Pick<Said, 'hasBegun' | 'failure' | 'why' | 'usage'>) => ({
    ...said,
    contactIds: [...so.contactIds],
    rounds: round,
  });
  let left = reserved;
  for (let round = 0; ; round++) {
    const ask = async (): Promise<Said> => {
      const prompt = means.countTokens(model, messages, tools);
      // The limits, or the prompt, may have grown since it was reserved.
      const most = Math.min(asked.maxOutputTokens, Math.max(1, left.tokens - prompt));
      const request = { model, messages, maxOutputTokens: most, prompt };
      const reveal = asked.placeholders.reveal();
      let between = writer.text() === '' ? '' : '\n\n';
      const write = (text: string): void => {
        if (!text) return;
        writer.add(between + text);
        between = '';
      };
      const listening = { signal, isCanceled, hear: (text: string) => write(reveal.part(text)) };
      const said = await askModel(means, adapter, tools.length ? { ...request, tools } : request, listening); // prettier-ignore
      write(reveal.rest());
      return said;
    };
    let said = await (round === 0 ? ask() : patiently(ask, signal));
    if (round === 0 && tools.length && refusesTools(said)) {
      tools = [];
      said = await ask();
    }
    // One that was offered nothing to call has no way to go on.
    if (said.failure || !said.calls.length || !tools.length) return ended(round, said);

    const used = usedIn(means, model, said, left);
    const looking = titlesOf(kit, said.calls);
    await endRound(deps.services, ctx, id, { round, used, said: writer.text().length, looking });
    const over = { hasBegun: true, failure: null, usage: null };
    if (round + 1 === ROUNDS) return ended(round + 1, { ...over, why: 'too_many_rounds' });
    const results = await lookUp(deps, means, ctx, { asked, kit, calls: said.calls, so });
    if (signal.aborted) {
      return ended(round + 1, { ...over, why: isCanceled() ? 'canceled' : 'timed_out' });
    }
    messages.push({ role: 'assistant', content: said.text, toolCalls: said.calls }, ...results);

    const prompt = means.countTokens(model, messages, tools);
    const output = asked.maxOutputTokens;
    left = {
      tokens: prompt + output,
      micros: microsOf(means, model, { input: prompt, cachedInput: 0, output }),
    };
    const next = { round: round + 1, prompt, ...left };
    const extended = await beginRound(deps.services, ctx, id, next, {
      sources: so.sources,
      contactIds: [...so.contactIds],
    });
    if (extended.is === 'refused') return ended(round + 1, { ...over, why: extended.by });
  }
}

/** Models that know no tools refuse the request as such. */
const refusesTools = ({ failure, hasBegun }: Said): boolean =>
  !hasBegun && failure?.kind === 'invalid' && failure.status !== undefined;

/** What one request used; where the provider did not say, what is counted here. */
function usedIn(
  means: AssistantMeans,
  model: string,
  { usage }: Said,
  left: { tokens: number; micros: number },
): Used {
  const { reported = true, ...counted } = usage ?? { input: 0, cachedInput: 0, output: 0 };
  return within({ ...counted, micros: microsOf(means, model, counted), reported }, left);
}

/** In a later round what was looked up would be lost with the attempt of the activity, so it is tried again here. */
async function patiently(ask: () => Promise<Said>, signal: AbortSignal): Promise<Said> {
  for (let attempt = 1; ; attempt++) {
    const said = await ask();
    const { failure, hasBegun } = said;
    if (hasBegun || !failure || !isBusy(failure) || attempt === ATTEMPTS) return said;
    const waitS = failure.retryAfterSeconds ?? attempt;
    await sleep(waitS * 1_000, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether a provider may answer soon. */
export const isBusy = ({ kind, retryAfterSeconds = 0 }: ChatRefused): boolean =>
  (kind === 'rate_limited' || kind === 'unavailable') && retryAfterSeconds <= PATIENCE_S;

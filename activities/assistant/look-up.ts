import { z } from 'zod';
import { hiddenResult } from '#domain/assistant/answer/results.ts';
import type { Asked } from '#domain/assistant/answer/asked.ts';
import type { Asker, LookedUp, Source, ToolSpec } from '#domain/assistant/askers-tools.ts';
import type { Context } from '#domain/context.ts';
import type { ChatMessage, ChatTool, ToolCall } from '#providers/assistant/adapter.ts';
import type { ActivityDeps } from '../deps.ts';
import type { AssistantMeans } from './means.ts';

/** Bytes of what one look-up may tell the model, and of what all of an answer may. */
const MOST_EACH = 8_000;
const MOST_BYTES = 40_000;
/** Look-ups that a model may ask for at once. */
const MOST_AT_ONCE = 4;

/** What a model may look up for a question, and for whom. */
export type Kit = { tools: ChatTool[]; specs: readonly ToolSpec[]; asker: Asker };

/** Returns what a model may look up for a question: in a chat, what its asker may see now. */
export async function toolsFor(
  { tools }: Pick<AssistantMeans, 'tools'>,
  { tenantId, requestId }: Pick<Context, 'tenantId' | 'requestId'>,
  { actor, feature }: Pick<Asked, 'actor' | 'feature'>,
): Promise<Kit> {
  const asker = { tenantId, actor, requestId };
  const specs = tools && feature === 'chat' ? await tools.list(asker) : [];
  return {
    asker,
    specs,
    tools: specs.map(({ name, description, parameters }) => ({ name, description, parameters })),
  };
}

/** Returns the titles of what a model wants to look up, each once. */
export const titlesOf = ({ specs }: Kit, calls: readonly ToolCall[]): string[] => [
  ...new Set(calls.flatMap(({ name }) => specs.find((one) => one.name === name)?.title ?? [])),
];

/** What was looked up so far for an answer. */
export type LookUps = { sources: Source[]; contactIds: Set<string>; bytes: number };
export const noLookUps = (): LookUps => ({ sources: [], contactIds: new Set(), bytes: 0 });

/**
 * Looks up what a model asks for, and returns the results for it: without personal data, and bounded. What cannot be
 * looked up is said in words, so that the model may ask better.
 * @param so what was looked up before; it grows
 */
export async function lookUp(
  deps: ActivityDeps,
  means: Pick<AssistantMeans, 'tools'>,
  ctx: Context,
  { asked, kit, calls, so }: { asked: Asked; kit: Kit; calls: readonly ToolCall[]; so: LookUps },
): Promise<ChatMessage[]> {
  const results: ChatMessage[] = [];
  for (const [at, call] of calls.entries()) {
    const found: LookedUp =
      at < MOST_AT_ONCE
        ? await one(deps, means, kit, asked, call)
        : refused(`Only ${MOST_AT_ONCE} look-ups at once: ask again for this one`);
    const most = Math.max(0, Math.min(MOST_EACH, MOST_BYTES - so.bytes));
    const shown = found.is === 'found' ? found.answer : { problem: found.problem };
    const { content, contactIds } = await hiddenResult(deps.services, ctx, asked, shown, most);
    if (found.is === 'found') note(so, found.source);
    for (const id of contactIds) so.contactIds.add(id);
    so.bytes += Buffer.byteLength(content);
    results.push({ role: 'tool', toolCallId: call.id, content });
  }
  return results;
}

const refused = (problem: string): LookedUp => ({ is: 'refused', problem });

/** The same page once. */
function note({ sources }: LookUps, source: Source): void {
  if (!sources.some(({ page }) => page === source.page)) sources.push(source);
}

const objects = z.record(z.string(), z.unknown());

async function one(
  { logger }: ActivityDeps,
  { tools }: Pick<AssistantMeans, 'tools'>,
  { asker, specs }: Kit,
  { placeholders }: Asked,
  call: ToolCall,
): Promise<LookedUp> {
  if (!tools || !specs.some(({ name }) => name === call.name)) {
    return refused('There is no tool of this name');
  }
  const args = objects.safeParse(parsed(call.arguments));
  if (!args.success) return refused('The arguments are no JSON object');
  try {
    return await tools.call(asker, call.name, objects.parse(shown(args.data, placeholders.show)));
  } catch (error) {
    logger.warn({ err: error, tool: call.name }, 'a look-up of the assistant failed');
    return refused('This cannot be looked up at the moment');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return null;
  }
}

/** Puts what tokens stand for back into arguments, at any depth. */
function shown(value: unknown, show: (text: string) => string): unknown {
  if (typeof value === 'string') return show(value);
  if (Array.isArray(value)) return value.map((item: unknown) => shown(item, show));
  if (typeof value !== 'object' || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(entries.map(([name, item]) => [name, shown(item, show)]));
}

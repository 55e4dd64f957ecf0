import type { Reported } from '#domain/assistant/conversations/row.ts';
import {
  ChatRefused,
  type ChatAdapter,
  type ChatRequest,
  type ToolCall,
} from '#providers/assistant/adapter.ts';
import type { AssistantMeans } from './means.ts';

/** What came of one request to a model. */
export type Said = {
  /** As the model wrote it. */
  text: string;
  /** What it wants to look up before it goes on. */
  calls: ToolCall[];
  /** Whether anything came, also what is not shown. */
  hasBegun: boolean;
  usage: Reported | null;
  failure: ChatRefused | null;
  /** Null: the answer is whole. */
  why: string | null;
};

type Listening = {
  signal: AbortSignal;
  /** Whether a person has ended it. */
  isCanceled: () => boolean;
  /** Gets the text as it comes. */
  hear: (text: string) => void;
};

/** Asks the model once. It never throws what a provider can cause. */
export async function askModel(
  means: AssistantMeans,
  adapter: ChatAdapter,
  request: ChatRequest & { prompt: number },
  { signal, isCanceled, hear }: Listening,
): Promise<Said> {
  const { prompt, ...question } = request;
  const calls: ToolCall[] = [];
  let [text, unseen] = ['', ''];
  let usage: Reported | null = null;
  let why: string | null = null;
  let failure: ChatRefused | null = null;
  try {
    for await (const chunk of adapter.stream(question, { signal })) {
      switch (chunk.kind) {
        case 'text':
          text += chunk.text;
          hear(chunk.text);
          break;
        case 'unseen':
          unseen += chunk.text;
          break;
        case 'tool_call':
          calls.push(chunk.call);
          break;
        case 'end':
          ({ usage } = chunk);
          why = chunk.finish === 'length' || chunk.finish === 'filtered' ? chunk.finish : null;
      }
    }
  } catch (error) {
    if (!(error instanceof ChatRefused)) throw error;
    failure = error;
    why = whyOf(error, { canceled: isCanceled(), hasBegun: text + unseen !== '' });
  }
  // Of what is not shown only this is kept, so it is counted at once.
  if (!usage && (unseen || calls.length)) {
    const output = means.countTextTokens(request.model, text + unseen);
    usage = { input: prompt, cachedInput: 0, output, reported: false };
  }
  return { text, calls, hasBegun: text + unseen !== '', usage, failure, why };
}

/** Names a failure. An answer that broke off was used as far as it came, unlike one that was refused. */
function whyOf(
  { kind }: ChatRefused,
  { canceled, hasBegun }: { canceled: boolean; hasBegun: boolean },
): string {
  // Not by a person: the time of the reservation is over, or the worker ends.
  if (kind === 'canceled') return canceled ? 'canceled' : 'timed_out';
  return hasBegun && kind !== 'timed_out' ? 'cut' : kind;
}

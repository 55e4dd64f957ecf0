import type { ProviderKind } from '#domain/assistant/contract.ts';
import type { Asked } from '#domain/assistant/answer/asked.ts';
import type { AskersTools } from '#domain/assistant/askers-tools.ts';
import { toMicros } from '#domain/prices/money.ts';
import type {
  ChatAdapter,
  ChatConnection,
  ChatMessage,
  ChatTool,
  ChatUsage,
} from '#providers/assistant/adapter.ts';

type Price = {
  inputPerMillion: string;
  cachedInputPerMillion: string;
  outputPerMillion: string;
};

/** What calls to models need besides the ledger. */
export type AssistantMeans = {
  /** The installation's model, for organizations without one of their own; null: it has none. */
  installation: { connection: ChatConnection; model: string } | null;
  /** Whether an organization's own base URL may name addresses of this machine or network. */
  internalAllowed: boolean;
  adapterFor(connection: ChatConnection): ChatAdapter;
  countTokens(model: string, messages: readonly ChatMessage[], tools?: readonly ChatTool[]): number;
  countTextTokens(model: string, text: string): number;
  /** Undefined for a model whose price nobody has published: it costs nothing here. */
  priceOf(model: string, inputTokens?: number): Price | undefined;
  /** What a model may look up in a chat. Without them it sees nothing of the organization's data. */
  tools?: AskersTools;
};

/** Returns the connection and the model of an organization; null: nobody has set one. */
export function modelOf(
  means: AssistantMeans,
  { connection: own }: Pick<Asked, 'connection'>,
): { provider: ProviderKind; model: string; connection: ChatConnection } | null {
  if (!own) {
    if (!means.installation) return null;
    const { connection, model } = means.installation;
    return { provider: connection.kind, model, connection };
  }
  const { kind, baseUrl, key, model } = own;
  const connection = { kind, baseUrl, key, internalAllowed: means.internalAllowed };
  return { provider: kind, model, connection };
}

const MILLION = 1_000_000n;
const times = (tokens: number, perMillion: string): bigint => BigInt(tokens) * toMicros(perMillion);

/** Returns the cost of a call in millionths of a US dollar, rounded up. */
export function microsOf(means: AssistantMeans, model: string, usage: ChatUsage): number {
  const price = means.priceOf(model, usage.input);
  if (!price) return 0;
  const cached = Math.min(usage.cachedInput, usage.input);
  const sum =
    times(usage.input - cached, price.inputPerMillion) +
    times(cached, price.cachedInputPerMillion) +
    times(usage.output, price.outputPerMillion);
  return Number((sum + MILLION - 1n) / MILLION);
}

import type { Asked, Turn } from './asked.ts';

/** Tokens of a prompt: small enough for every model's window, with room for the answer. */
export const PROMPT_TOKENS = 12_000;
/** Characters of an earlier question in the summary, and questions in it. */
const LINE = 160;
const LINES = 8;

/**
 * Returns the messages for the model, cut to its window: the oldest turns go first and are summed up by the
 * beginnings of their questions. The present question stays, whatever its length.
 * @param count returns the tokens of some messages
 */
export function fitted(
  {
    system,
    today,
    turns,
    earlier,
  }: Pick<Asked, 'system' | 'turns' | 'earlier'> & { today?: string },
  count: (messages: readonly Turn[]) => number,
  most = PROMPT_TOKENS,
): Turn[] {
  for (let from = firstThatMayFit(turns, count, most); ; from++) {
    const kept = turns.slice(from);
    // An answer without its question would only confuse.
    if (kept[0]?.role === 'assistant' && kept.length > 1) continue;
    const cut = turns.slice(0, from).flatMap(({ role, content }) => (role === 'user' ? [content] : [])); // prettier-ignore
    const messages: Turn[] = [
      {
        role: 'system',
        content: [system, ...(today ? [today] : []), ...summary([...earlier, ...cut])].join('\n'),
      },
      ...kept,
    ];
    if (kept.length <= 1 || count(messages) <= most) return messages;
  }
}

/** Each message is counted once; together they are some tokens less than one by one. */
function firstThatMayFit(
  turns: readonly Turn[],
  count: (messages: readonly Turn[]) => number,
  most: number,
): number {
  let sum = 0;
  let from = turns.length;
  for (const turn of turns.toReversed()) {
    sum += count([turn]) - BETWEEN;
    if (sum > most) break;
    from--;
  }
  return Math.min(from, Math.max(0, turns.length - 1));
}

/** The most tokens that a message has less among others than by itself. */
const BETWEEN = 8;

function summary(questions: readonly string[]): string[] {
  if (!questions.length) return [];
  const lines = questions.slice(-LINES).map((text) => {
    const line = text.replaceAll(/\s+/g, ' ');
    return `- ${line.length > LINE ? `${line.slice(0, LINE)}…` : line}`;
  });
  return ['Earlier in this conversation, cut for its length, the member asked:', ...lines];
}

import type { ChatUsage } from './adapter.ts';

/** What we know of a call by ourselves, in tokens. */
export type Known = {
  /** The prompt, as it is counted here. */
  prompt: number;
  /** The longest answer that was asked for. */
  most: number;
  /** What came of it, with thoughts and arguments of calls. */
  came: number;
};

/*
 * Servers add words of their own to a prompt, some count only what was not in a cache, and tables differ. What lies
 * outside of this is a mistake or a lie, and would take an organization's whole month.
 */
const ADDED = 500;
const LONGER = 2;
const SHORTER = 1 / 20;
const PAST_THE_LIMIT = 1.1;
const ENDINGS = 16;
const UNSAID = 3;

/** Returns the tokens that a provider reports; null when they cannot be true: then they are counted here. */
export function believed(usage: ChatUsage | null, { prompt, most, came }: Known): ChatUsage | null {
  if (!usage) return null;
  const { input, cachedInput, output } = usage;
  const isPrompt = input >= prompt * SHORTER && input <= prompt * LONGER + ADDED;
  const isAnswer =
    output <= most * PAST_THE_LIMIT + ENDINGS && output >= Math.min(came, most) / UNSAID - ENDINGS;
  return isPrompt && isAnswer && cachedInput <= input ? usage : null;
}

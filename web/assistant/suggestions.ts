import { useEffect, useRef, useState } from 'react';
import type { CallUsed } from './call-used.tsx';

export type Suggestion = {
  subject: string | null;
  body: string | null;
  sms: { encoding: string; segments: number; chars: number } | null;
  /** What readers rely on and it has no more, as it was written. */
  gone: string[];
  problems: string[];
};
export type Found = CallUsed & {
  suggestions: Suggestion[];
  left_out: { left_out: string; what: string[] }[];
};
export type Refused = { message: string; reason: string | null; call: CallUsed | null };
export type Answer = { found: Found } | { refused: Refused };

const isAnswer = (said: object): said is Answer => 'found' in said || 'refused' in said;

const BROKEN: Answer = {
  refused: {
    message: 'The connection broke off. Nothing is lost: ask again.',
    reason: null,
    call: null,
  },
};

/**
 * Asks for suggestions, one question at a time; the next one, and leaving the page, cancel the one before.
 * @returns the last answer, and whether one is awaited
 */
export function useSuggestions(): {
  answer: Answer | null;
  isAsking: boolean;
  ask: (fields: FormData) => void;
  clear: () => void;
} {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [isAsking, setAsking] = useState(false);
  const asked = useRef(new AbortController());
  useEffect(() => () => asked.current.abort(), []);
  const clear = (): void => {
    asked.current.abort();
    setAsking(false);
    setAnswer(null);
  };
  const ask = async (fields: FormData): Promise<void> => {
    clear();
    const { signal } = (asked.current = new AbortController());
    setAsking(true);
    const said = await post(fields, signal);
    if (signal.aborted) return;
    setAnswer(said);
    setAsking(false);
  };
  return { answer, isAsking, ask: (fields) => void ask(fields), clear };
}

async function post(fields: FormData, signal: AbortSignal): Promise<Answer> {
  const typed = [...fields].map(([name, value]) => [name, String(value)]);
  const body = new URLSearchParams(typed);
  try {
    const response = await fetch('/templates/suggest', { method: 'POST', body, signal });
    const said: unknown = await response.json();
    const found = typeof said === 'object' && said !== null ? said : {};
    if (isAnswer(found)) return found;
    const message = 'message' in found ? `${String(found.message)}.` : '';
    return message ? { refused: { message, reason: null, call: null } } : BROKEN;
  } catch {
    return BROKEN;
  }
}

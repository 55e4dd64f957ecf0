import { useEffect, useRef, useState } from 'react';

/**
 * Asks a resource route while someone types, a moment after the last key; each question takes back the
 * one before. By a request of its own, not by a fetcher of the router: that one reads the page's data
 * again after each answer, and with lazy route discovery (off in vite.config.ts) of two questions asked
 * while it looked for the route the answer to the older could come to stay (Remix 2.17).
 * What is sent along is read when it is sent: a choice may have brought another field.
 * @param pause long enough not to ask at each key, short enough to seem live; in milliseconds
 * @param isAnswer tells an answer from a refusal
 */
export function useLatestAnswer<T extends object>(
  pause: number,
  isAnswer: (said: object) => said is T,
): {
  answer: T | null;
  ask: (url: string, init?: () => RequestInit) => void;
  takeBack: () => void;
} {
  const [answer, setAnswer] = useState<T | null>(null);
  const asked = useRef(new AbortController());
  const takeBack = (): void => asked.current.abort();
  useEffect(() => () => asked.current.abort(), []);
  const ask = async (url: string, init?: () => RequestInit): Promise<void> => {
    takeBack();
    const { signal } = (asked.current = new AbortController());
    await new Promise((done) => setTimeout(done, pause));
    if (signal.aborted) return;
    const said: unknown = await (await fetch(url, { ...init?.(), signal })).json();
    if (typeof said === 'object' && said !== null && isAnswer(said)) setAnswer(said);
  };
  return {
    answer,
    // Without an answer (overtaken, or nobody there) the last one stays.
    ask: (url, init) => void ask(url, init).catch(() => undefined),
    takeBack,
  };
}

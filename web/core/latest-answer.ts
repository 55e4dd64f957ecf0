import { useEffect, useRef, useState } from 'react';

/** Why a resource route did not answer (`asked` in web/server/page.server.ts). */
export type Refusal = { message: string; errors: { path: string; message: string }[] };

const isRefusal = (said: object): said is Refusal =>
  'message' in said && 'errors' in said && Array.isArray(said.errors);

/**
 * Asks a resource route while someone types, a moment after the last key; each request cancels the one before. It
 * makes its own request and does not use a fetcher of the router, for two reasons: a fetcher reloads the page's data
 * after each answer; and with lazy route discovery (off in vite.config.ts), if two requests were made while it looked
 * for the route, the answer to the older one could be the one that stayed (Remix 2.17). The body is read when the
 * request is sent, because a choice may have added a field.
 * @param pause in milliseconds; long enough not to ask at each key, short enough to seem live
 * @param isAnswer tells an answer from a refusal
 * @returns the last answer, and why the latest request was refused; null if it was not
 */
export function useLatestAnswer<T extends object>(
  pause: number,
  isAnswer: (said: object) => said is T,
): {
  answer: T | null;
  refusal: Refusal | null;
  ask: (url: string, init?: () => RequestInit) => void;
  takeBack: () => void;
} {
  const [answer, setAnswer] = useState<T | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const asked = useRef(new AbortController());
  const takeBack = (): void => asked.current.abort();
  useEffect(() => () => asked.current.abort(), []);
  const ask = async (url: string, init?: () => RequestInit): Promise<void> => {
    takeBack();
    const { signal } = (asked.current = new AbortController());
    await new Promise((done) => setTimeout(done, pause));
    if (signal.aborted) return;
    const said: unknown = await (await fetch(url, { ...init?.(), signal })).json();
    const found = typeof said === 'object' && said !== null ? said : {};
    if (isAnswer(found)) setAnswer(found);
    setRefusal(isRefusal(found) ? found : null);
  };
  return {
    answer,
    refusal,
    // Without an answer (canceled, or the network failed) the last one stays.
    ask: (url, init) => void ask(url, init).catch(() => undefined),
    takeBack,
  };
}

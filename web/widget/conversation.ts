import { useCallback, useEffect, useRef, useState } from 'react';
import { Refused, type Message, type WidgetApi, type Why } from './api.ts';

export type Notice = { why: Why; backAt: Date | null };
export type Conversation = {
  messages: readonly Message[];
  /** The question that is on its way. */
  asked: string | null;
  /** The text so far of the answer that is being written; null: none is. */
  growing: string | null;
  notice: Notice | null;
  /** @returns whether the question was taken */
  ask(content: string): Promise<boolean>;
  startAgain(): void;
};

/** Before an answer is followed again whose connection broke. In milliseconds, and tries. */
const AGAIN_MS = 1_500;
const TRIES = 4;

/** The visitor's conversation: loaded with the frame, asked in, and followed while an answer is written. */
export function useConversation(api: WidgetApi): Conversation {
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const [asked, setAsked] = useState<string | null>(null);
  const [growing, setGrowing] = useState<string | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  const current = useRef(new AbortController());

  const refuse = useCallback((error: unknown): void => {
    if (error instanceof Refused) setNotice({ why: error.why, backAt: error.backAt });
    else setNotice({ why: 'unavailable', backAt: null });
  }, []);

  const follow = useCallback(
    async (id: string): Promise<void> => {
      const { signal } = current.current;
      setGrowing('');
      try {
        const whole = await followed(api, id, setGrowing, signal);
        if (!signal.aborted) setMessages((all) => all.map((one) => (one.id === id ? whole : one)));
      } catch (error) {
        if (signal.aborted) return;
        // The conversation itself knows how it ended.
        const seen = await api.messages().catch(() => null);
        if (seen) setMessages(seen);
        if (!seen || error instanceof Refused) refuse(error);
      } finally {
        if (!signal.aborted) setGrowing(null);
      }
    },
    [api, refuse],
  );

  useEffect(() => {
    if (!api.hasSession()) return;
    void (async () => {
      try {
        const seen = await api.messages();
        setMessages(seen);
        const last = seen.at(-1);
        if (last?.status === 'answering') await follow(last.id);
      } catch (error) {
        if (error instanceof Refused && error.why === 'over') api.forget();
        else refuse(error);
      }
    })();
  }, [api, follow, refuse]);

  const ask = async (content: string): Promise<boolean> => {
    setNotice(null);
    setGrowing('');
    setAsked(content);
    const { signal } = current.current;
    try {
      const begun = await askInSession(api, content, () => {
        if (signal.aborted) return;
        setMessages([]);
        setNotice({ why: 'over', backAt: null });
      });
      if (signal.aborted) return true;
      setAsked(null);
      const question: Message = { id: `of-${begun.id}`, role: 'user', status: 'done', content, failure: null }; // prettier-ignore
      setMessages((all) => [...all, question, begun]);
      void follow(begun.id);
      return true;
    } catch (error) {
      if (signal.aborted) return true;
      setAsked(null);
      setGrowing(null);
      refuse(error);
      return false;
    }
  };

  const startAgain = (): void => {
    current.current.abort();
    current.current = new AbortController();
    api.forget();
    setMessages([]);
    setAsked(null);
    setGrowing(null);
    setNotice(null);
  };

  return { messages, asked, growing, notice, ask, startAgain };
}

/** Asks; a session that is over is followed by another one. */
async function askInSession(
  api: WidgetApi,
  content: string,
  wasOver: () => void,
): Promise<Message> {
  try {
    return await api.ask(content);
  } catch (error) {
    if (!(error instanceof Refused) || error.why !== 'over') throw error;
    await api.begin();
    wasOver();
    return api.ask(content);
  }
}

async function followed(
  api: WidgetApi,
  id: string,
  show: (text: string) => void,
  signal: AbortSignal,
): Promise<Message> {
  for (let tried = 1; ; tried++) {
    try {
      return await api.follow(id, (text) => (signal.aborted ? undefined : show(text)), signal);
    } catch (error) {
      const isCut = !(error instanceof Refused) || error.why === 'offline';
      if (!isCut || tried >= TRIES || signal.aborted) throw error;
      await new Promise((go) => setTimeout(go, AGAIN_MS));
    }
  }
}

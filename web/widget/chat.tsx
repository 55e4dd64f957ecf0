import { useEffect, useMemo, useRef, type FormEvent, type KeyboardEvent } from 'react';
import { AnswerMarkdown, LinkAsText } from '../assistant/answer-markdown.tsx';
import { sendsByEnter } from '../core/sends-by-enter.ts';
import { isolated } from '../public/isolated.ts';
import { widgetApi, type Message } from './api.ts';
import { close, isOpened, tellReady } from './close.ts';
import { useConversation, type Notice } from './conversation.ts';
import type { Setup } from './setup.ts';
import { WIDGET_WORDS, type WidgetWords } from './words.ts';

/** How far from the end of the conversation a reader still is at its end, in pixels. */
const NEAR = 40;

/** The chat in the frame. */
export function Chat({ setup }: { setup: Setup }) {
  const words = WIDGET_WORDS[setup.language];
  const api = useMemo(() => widgetApi(setup.widget), [setup.widget]);
  const { messages, asked, growing, notice, ask, startAgain } = useConversation(api);
  const field = useRef<HTMLTextAreaElement>(null);
  const thread = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const isBusy = growing !== null;
  const shown = `${messages.length} ${asked ?? ''} ${growing?.length ?? ''} ${notice?.why ?? ''}`;
  useEffect(() => {
    // Not into view: that moves the page around the frame, too. Whoever reads further up stays there.
    if (shown && thread.current && isAtEnd.current) {
      thread.current.scrollTop = thread.current.scrollHeight;
    }
  }, [shown]);
  useEffect(() => {
    const focus = (): void => field.current?.focus();
    // Whoever opened the frame wants to write.
    if (isOpened()) {
      focus();
      tellReady();
    }
    window.addEventListener('focus', focus);
    return () => window.removeEventListener('focus', focus);
  }, []);

  const send = async (event?: FormEvent): Promise<void> => {
    event?.preventDefault();
    const content = field.current?.value.trim() ?? '';
    if (!content || isBusy) return;
    if (field.current) field.current.value = '';
    isAtEnd.current = true;
    const taken = await ask(content);
    // What was refused is there to be sent again.
    if (!taken && field.current && !field.current.value) field.current.value = content;
    field.current?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (!sendsByEnter(event)) return;
    event.preventDefault();
    void send();
  };
  const afresh = (): void => {
    startAgain();
    field.current?.focus();
  };
  return (
    <>
      <header>
        <h1>
          <bdi>{words.title(isolated(setup.organization))}</bdi>
        </h1>
        <button type="button" className="quietly" onClick={afresh}>
          {words.again}
        </button>
        {isOpened() ? (
          <button type="button" className="close" aria-label={words.close} onClick={close}>
            <span aria-hidden="true">×</span>
          </button>
        ) : null}
      </header>
      <div
        className="thread"
        ref={thread}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
        }}
        role="log"
        aria-label={words.title(isolated(setup.organization))}
        aria-busy={isBusy}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard
        tabIndex={0}
      >
        <div className="reply" dir="auto">
          {setup.greeting || words.greeting(isolated(setup.organization))}
        </div>
        {messages.map((message, i) =>
          // The notice below says why.
          notice && message.status === 'failed' && i === messages.length - 1 ? null : (
            <Said key={message.id} message={message} growing={growing ?? ''} words={words} />
          ),
        )}
        {asked === null ? null : <Question text={asked} words={words} />}
        {isBusy && messages.at(-1)?.status !== 'answering' ? (
          <p className="quiet">{words.thinking}</p>
        ) : null}
      </div>
      <div className="below">
        <output>
          {notice ? <Noticed notice={notice} words={words} language={setup.language} /> : null}
        </output>
        <form onSubmit={(event) => void send(event)}>
          <label className="unseen" htmlFor="question">
            {words.question}
          </label>
          <textarea
            id="question"
            ref={field}
            rows={2}
            placeholder={words.question}
            dir="auto"
            enterKeyHint="send"
            onKeyDown={onKey}
          />
          <button type="submit" disabled={isBusy}>
            {words.send}
          </button>
        </form>
        <p className="foot">
          {setup.form ? (
            <a className="button" href={`/w/${setup.widget}/address?lang=${setup.language}`}>
              {words.address}
            </a>
          ) : null}
          {setup.keepDays === null ? words.keptLong : words.kept(setup.keepDays)}
        </p>
      </div>
    </>
  );
}

function Question({ text, words }: { text: string; words: WidgetWords }) {
  return (
    <div className="question" dir="auto">
      <span className="unseen">{words.youAsked} </span>
      {text}
    </div>
  );
}

function Said({
  message,
  growing,
  words,
}: {
  message: Message;
  growing: string;
  words: WidgetWords;
}) {
  const { role, status, content, failure } = message;
  if (role === 'user') return <Question text={content} words={words} />;
  const isGrowing = status === 'answering';
  const text = isGrowing ? growing : content;
  const ended = status === 'failed' || status === 'partial' || status === 'canceled';
  const why = status === 'canceled' ? 'stopped' : content ? 'broken' : (failure ?? 'unavailable');
  return (
    <div className="reply" dir="auto">
      {text ? (
        <AnswerMarkdown text={text} growing={isGrowing} link={LinkAsText} wide="wide" />
      ) : null}
      {isGrowing ? <p className="quiet">{text ? words.writing : words.thinking}</p> : null}
      {ended ? <p className="quiet">{why === 'off' ? words.off : words.failures[why]}</p> : null}
    </div>
  );
}

function Noticed({
  notice: { why, backAt },
  words,
  language,
}: {
  notice: Notice;
  words: WidgetWords;
  language: string;
}) {
  const day =
    why === 'month' && backAt ? backAt.toLocaleDateString(language, { dateStyle: 'long' }) : null;
  return (
    <p className="note">
      {why === 'off' ? words.off : words.failures[why]}{' '}
      {day === null ? null : words.failures.backOn(day)}
    </p>
  );
}

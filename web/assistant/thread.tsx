import { Loader } from '@mantine/core';
import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { Quiet, Written } from '../ui/facts.tsx';
import { Moment } from '../ui/values.tsx';
import { AnswerText } from './answer-text.tsx';
import classes from './assistant.module.css';
import { Used, type CallUsed } from './call-used.tsx';
import { FailureWords } from './failure-words.tsx';
import type { Growing } from './follow-answer.ts';
import type { LimitsNow } from './limits-now.ts';

export type Message = CallUsed & {
  id: string;
  role: 'user' | 'assistant';
  status: 'done' | 'answering' | 'partial' | 'failed' | 'canceled';
  content: string;
  failure: string | null;
  sources: { tool: string; title: string; page: string }[];
  looking: string[];
  created_at: string;
  unreadable?: true | undefined;
};

/** Questions and answers in their order. @param limits what to say of limits that are reached */
export function Thread({
  messages,
  growing,
  limits,
  children,
}: {
  messages: readonly Message[];
  /** The answer that is being written, as far as it has come. */
  growing: Growing;
  limits: LimitsNow;
  children?: ReactNode;
}) {
  const isBusy = messages.at(-1)?.status === 'answering';
  return (
    <div className={classes['thread']} role="log" aria-label="Conversation" aria-busy={isBusy}>
      {messages.map((message) =>
        message.role === 'user' ? (
          <Question key={message.id} text={message.content} />
        ) : (
          <Answer
            key={message.id}
            message={message.status === 'answering' ? { ...message, content: growing.text } : message} // prettier-ignore
            looking={growing.looking}
            limits={limits}
          />
        ),
      )}
      {children}
    </div>
  );
}

export function Question({ text }: { text: string }) {
  return (
    <div className={classes['question']}>
      <span className={classes['unseen']}>You asked: </span>
      <Written>{text}</Written>
    </div>
  );
}

type Shown = { message: Message; looking: readonly string[]; limits: LimitsNow };

function Answer({ message, looking, limits }: Shown) {
  const { content, status, failure, sources, unreadable } = message;
  const isGrowing = status === 'answering';
  return (
    <div className={classes['reply']}>
      {unreadable ? <p>This answer cannot be read: it is damaged, or its key is gone.</p> : null}
      {content ? <AnswerText text={content} growing={isGrowing} /> : null}
      {isGrowing ? <Writing begun={content !== ''} looking={looking} /> : null}
      {failure !== null && !isGrowing ? <FailureWords failure={failure} limits={limits} /> : null}
      {isGrowing || !sources.length ? null : <Sources sources={sources} />}
      {isGrowing ? null : <UsedBy message={message} />}
    </div>
  );
}

type Progress = { begun?: boolean; looking?: readonly string[] };

/** Says that an answer is being written, or what is looked up for it. */
export function Writing({ begun = false, looking = [] }: Progress) {
  const words = looking.length
    ? `Looking at: ${looking.join(', ')}`
    : begun
      ? 'Writing'
      : 'Thinking';
  return (
    <div className={classes['writing']}>
      <Loader type="dots" size="xs" aria-hidden />
      <Quiet>{words}</Quiet>
    </div>
  );
}

/** The pages that show what the answer rests on. */
function Sources({ sources }: Pick<Message, 'sources'>) {
  return (
    <div className={classes['sources']}>
      <span className={classes['sourcesLabel']}>Looked at</span>
      {sources.map(({ title, page }) => (
        <Link key={page} to={page} className={classes['source']}>
          {title}
        </Link>
      ))}
    </div>
  );
}

/** Model, tokens, cost and time, small. */
function UsedBy({ message }: { message: Message }) {
  return (
    <div className={classes['used']} suppressHydrationWarning>
      <Used call={message} />
      {message.usage ? ' · ' : ''}
      <Moment at={message.created_at} />
    </div>
  );
}

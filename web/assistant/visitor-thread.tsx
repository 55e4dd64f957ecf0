import { Quiet, Written } from '../ui/facts.tsx';
import { Moment } from '../ui/values.tsx';
import { AnswerText } from './answer-text.tsx';
import classes from './assistant.module.css';

type Message = {
  id: string;
  role: 'user' | 'assistant';
  status: string;
  /** Null: the reader may not see it. */
  content: string | null;
  created_at: string;
};

/** What a visitor asked, and what they were answered. */
export function VisitorThread({ messages }: { messages: readonly Message[] }) {
  return (
    <div className={classes['thread']}>
      {messages.map(({ id, role, content, status, created_at: at }) =>
        role === 'user' ? (
          <div className={classes['question']} key={id}>
            <span className={classes['unseen']}>The visitor asked: </span>
            {content ? <Written>{content}</Written> : <Quiet>{missing(content)}</Quiet>}
          </div>
        ) : (
          <div className={classes['reply']} key={id}>
            {content ? <AnswerText text={content} /> : <Quiet>{missing(content)}</Quiet>}
            <div className={classes['used']} suppressHydrationWarning>
              {status === 'done' ? '' : 'Not answered to the end · '}
              <Moment at={at} />
            </div>
          </div>
        ),
      )}
    </div>
  );
}

const missing = (content: string | null): string =>
  content === null ? 'You may not see personal data' : 'Nothing is stored';

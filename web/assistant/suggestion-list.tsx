import { Alert, Button } from '@mantine/core';
import { useState } from 'react';
import { own } from '../../lib/own.ts';
import { Quiet } from '../ui/facts.tsx';
import { useSome } from '../ui/values.tsx';
import classes from './assistant.module.css';
import { Used } from './call-used.tsx';
import { FailureWords, hasWords } from './failure-words.tsx';
import type { LimitsNow } from './limits-now.ts';
import type { Answer, Found, Suggestion } from './suggestions.ts';

/** Puts a suggestion into the fields. @returns how to take it back; it says whether it could */
export type Use = (suggestion: Suggestion) => () => boolean;

type Props = {
  answer: Answer;
  /** The language of the suggestions, as a tag. */
  language: string | undefined;
  isStandIn: boolean;
  limits: LimitsNow;
  onUse: Use;
  onClose: () => void;
};

/** Shows what the assistant suggests for a field. Nothing is used without a click. */
export function SuggestionList({ answer, language, isStandIn, limits, onUse, onClose }: Props) {
  const call = 'found' in answer ? answer.found : answer.refused.call;
  return (
    <section className={classes['suggestions']} aria-label="Suggestions" aria-live="polite">
      {'found' in answer ? (
        <Suggested found={answer.found} language={language} onUse={onUse} />
      ) : (
        <Refusal {...answer.refused} limits={limits} />
      )}
      <div className={classes['suggestionsEnd']}>
        {call ? (
          <span className={classes['used']}>
            <Used call={call} />
            {isStandIn ? ' · a stand-in, no language model' : ''}
          </span>
        ) : (
          <span />
        )}
        <Button type="button" size="compact-xs" variant="subtle" color="gray" onClick={onClose}>
          Close
        </Button>
      </div>
    </section>
  );
}

function Refusal({
  message,
  reason,
  limits,
}: {
  message: string;
  reason: string | null;
  limits: LimitsNow;
}) {
  if (reason !== null && hasWords(reason))
    return <FailureWords failure={reason} limits={limits} isTask />;
  return (
    <Alert color="yellow" variant="light" role="note">
      {message}
    </Alert>
  );
}

function Suggested({
  found,
  language,
  onUse,
}: { found: Found } & Pick<Props, 'language' | 'onUse'>) {
  const [used, setUsed] = useState<{ at: number; undo: () => boolean } | null>(null);
  const [isKept, setKept] = useState(false);
  const { suggestions, left_out } = found;
  return (
    <>
      {suggestions.length ? (
        <ul className={classes['suggestionItems']}>
          {suggestions.map((suggestion, at) => (
            <li key={`${suggestion.subject ?? ''}\n${suggestion.body ?? ''}`}>
              <Words suggestion={suggestion} language={language} />
              {used?.at === at ? (
                <div className={classes['suggestionActs']}>
                  <Quiet>
                    {isKept
                      ? 'You have changed it since, so nothing was undone.'
                      : 'In the field, not saved yet.'}
                  </Quiet>
                  <Button
                    type="button"
                    size="compact-sm"
                    variant="default"
                    onClick={() => {
                      if (used.undo()) setUsed(null);
                      else setKept(true);
                    }}
                  >
                    Undo
                  </Button>
                </div>
              ) : (
                <div className={classes['suggestionActs']}>
                  <Button
                    type="button"
                    size="compact-sm"
                    variant="light"
                    onClick={() => {
                      setKept(false);
                      setUsed({ at, undo: onUse(suggestion) });
                    }}
                  >
                    Use it
                  </Button>
                </div>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p>Nothing came back that can be used. Ask again.</p>
      )}
      {left_out.map(({ left_out: why, what }, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- nothing tells two of them apart
        <Quiet key={at}>{`Not offered: ${whyNot(why, what)}.`}</Quiet>
      ))}
    </>
  );
}

function Words({ suggestion, language }: { suggestion: Suggestion; language: string | undefined }) {
  const { subject, body, sms, gone, problems } = suggestion;
  const some = useSome();
  return (
    <div>
      {subject === null ? null : (
        <div
          className={body === null ? undefined : classes['suggestedSubject']}
          lang={language}
          dir="auto"
        >
          {subject}
        </div>
      )}
      {body === null ? null : (
        <div className={classes['suggestedBody']} lang={language} dir="auto">
          {body}
        </div>
      )}
      {sms ? (
        <Quiet>
          {some(sms.chars, 'character')} in {sms.encoding}, sent as {some(sms.segments, 'text')}.
        </Quiet>
      ) : null}
      {gone.length ? (
        <div className={classes['problem']}>
          <strong>Gone from the text:</strong> {gone.map(quoted).join(', ')}. Check this before you
          use it.
        </div>
      ) : null}
      {problems.map((problem) => (
        <div key={problem} className={classes['problem']}>
          {problem}.
        </div>
      ))}
    </div>
  );
}

const WHY: Record<string, string> = {
  lost: 'it had lost',
  added: 'it had something to fill in that your text does not have',
  moved: 'it had moved values or markup to where they do not belong',
  links: 'it had another link than your text:',
  opt_out: 'it had lost how to stop, which this message must say:',
  markup: 'it had HTML or Liquid of its own',
  invalid: 'it could not be filled in',
  too_long: 'it does not fit into one text',
  same: 'it says what your text says, or another suggestion',
};

/** Reasons that name what they are about. */
const NAMED = new Set(['lost', 'links', 'opt_out']);
const quoted = (words: string): string => `“${words}”`;

const whyNot = (why: string, what: readonly string[]): string => {
  const words = own(WHY, why) ?? 'it cannot be used';
  if (!NAMED.has(why)) return words;
  return `${words} ${(why === 'opt_out' ? what.map(quoted) : what).join(', ')}`;
};

import { Alert, Button } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { Used } from '../assistant/call-used.tsx';
import { FailureWords } from '../assistant/failure-words.tsx';
import { LongTextField } from '../forms/fields.tsx';
import { FormEnd } from '../forms/layout.tsx';
import { Quiet } from '../ui/facts.tsx';
import classes from './segments.module.css';
import { SUGGEST, type Suggested } from './suggested.ts';

export type FromSentenceProps = {
  suggested: Suggested | null;
  asking: boolean;
  undone: boolean;
  onUndo: () => void;
};

/** Takes a sentence, for which the assistant proposes conditions; says what came of it. */
export function FromSentence({ suggested, asking, ...undo }: FromSentenceProps) {
  return (
    <div className={classes['fromSentence']}>
      <LongTextField
        name="sentence"
        label="In a sentence"
        description="The assistant proposes conditions, which you check before you save. Names and addresses in it are replaced before a model gets it."
        placeholder="People in Germany who were added since spring and are tagged vip"
        rows={2}
        maxRows={8}
        maxLength={1_000}
        dir="auto"
        defaultValue={suggested?.sentence}
        onKeyDown={sendOnEnter}
      />
      <FormEnd>
        <Button type="submit" variant="light" name={SUGGEST} value="yes" loading={asking}>
          Propose conditions
        </Button>
      </FormEnd>
      <div aria-live="polite">
        {asking ? (
          <Quiet>Thinking. The conditions below stay as they are until the answer is there.</Quiet>
        ) : suggested ? (
          <Outcome key={suggested.suggestion} suggested={suggested} {...undo} />
        ) : null}
      </div>
    </div>
  );
}

function sendOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  const { form } = event.currentTarget;
  form?.requestSubmit(form.querySelector<HTMLElement>(`[name=${SUGGEST}]`));
}

type OutcomeProps = Omit<FromSentenceProps, 'suggested' | 'asking'> & { suggested: Suggested };

function Outcome({ suggested, undone, onUndo }: OutcomeProps) {
  const { proposed, leftOut, effect, failure, call, isStandIn } = suggested;
  const ref = useFocusIfLost();
  const hasScript = useMounted();
  return (
    <div ref={ref} tabIndex={-1} className={classes['outcome']}>
      {failure ? (
        <FailureWords failure={failure.reason} limits={failure.limits} isTask />
      ) : (
        <Alert
          color={proposed ? 'assent' : 'yellow'}
          variant="light"
          title={titleOf(proposed !== null, undone)}
          role="note"
        >
          {undone ? null : <LeftOut entries={leftOut} effect={effect} />}
          {proposed && !undone && hasScript ? (
            <Button variant="default" size="xs" onClick={onUndo}>
              Undo
            </Button>
          ) : null}
        </Alert>
      )}
      {call ? (
        <Quiet>
          <Used call={call} />
          {isStandIn ? ' · a stand-in, no language model' : ''}
        </Quiet>
      ) : null}
    </div>
  );
}

const titleOf = (hasRules: boolean, undone: boolean): string => {
  if (undone) return 'The conditions are as they were';
  return hasRules
    ? 'Check the conditions below: nothing is saved yet'
    : 'Nothing of it can be a condition; those below stay as they were';
};

const EFFECTS = {
  more: ', so more people may match than you described',
  fewer: ', so fewer people may match than you described',
  either: ', so others may match than you described',
} as const;

/** Without a part of the sentence, others than those meant are found: this is said. */
function LeftOut({ entries, effect }: { entries: readonly string[]; effect: Suggested['effect'] }) {
  if (!entries.length) return null;
  return (
    <>
      <p>Left out{effect ? EFFECTS[effect] : ''}:</p>
      <ul dir="auto">
        {entries.map((entry) => (
          <li key={entry}>{entry}</li>
        ))}
      </ul>
    </>
  );
}

/** A button that waits cannot keep the focus. Whoever works by keyboard goes on where the answer stands. */
function useFocusIfLost() {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body) ref.current?.focus();
  }, []);
  return ref;
}

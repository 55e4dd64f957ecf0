import { Button, Loader, NativeSelect } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { useRef, useState, type ReactNode } from 'react';
import { putText, textFieldOf } from '../core/put-text.ts';
import type { LimitsNow } from './limits-now.ts';
import { SuggestionList } from './suggestion-list.tsx';
import { useSuggestions, type Suggestion } from './suggestions.ts';
import classes from './assistant.module.css';
import { Quiet } from '../ui/facts.tsx';

/** Who answers, and what to say of limits; null: nobody, or not for this member. */
type Assistant = { isStandIn: boolean; limits: LimitsNow } | null;

/** The main text of a template, to translate from; `to`: the language of the editor. */
type Original = {
  language: string;
  name: string;
  subject: string | null;
  body: string;
  to: string;
};

const TONES = [
  { value: 'friendly', label: 'Friendly' },
  { value: 'formal', label: 'Formal' },
  { value: 'plain', label: 'Plain' },
  { value: 'calm', label: 'Calm' },
];

/** What stands below the fields of a template's editor; nothing where nobody can be asked. */
export function assistBelow(
  assistant: Assistant,
  channel: string,
  original?: Original,
): { subject?: ReactNode; body?: ReactNode } {
  if (!assistant) return {};
  const of = { channel, original, assistant };
  return { subject: <Assist at="subject" {...of} />, body: <Assist at="body" {...of} /> };
}

type Extra = Record<string, string>;

/** A quiet row of what the assistant can do for the text in the editor, with its suggestions below. */
function Assist({
  at,
  channel,
  original,
  assistant,
}: {
  /** The field that the row stands below. */
  at: 'subject' | 'body';
  channel: string;
  /** Absent for the main language. */
  original?: Original | undefined;
  assistant: NonNullable<Assistant>;
}) {
  const row = useRef<HTMLDivElement>(null);
  const [tone, setTone] = useState('friendly');
  const [task, setTask] = useState<string | null>(null);
  const [language, setLanguage] = useState<string | undefined>();
  const { answer, isAsking, ask, clear } = useSuggestions();
  const isReady = useMounted();
  const form = (): HTMLFormElement | null => row.current?.closest('form') ?? null;
  const begin = (name: string, extra: Extra = {}): void => {
    const fields = new FormData(form() ?? undefined);
    for (const [key, value] of Object.entries({ ...extra, task: name })) fields.set(key, value);
    setTask(name);
    setLanguage(String(fields.get('to_language') ?? fields.get('language') ?? '') || undefined);
    ask(fields);
  };
  const act = (name: string, label: string, extra?: Extra) => (
    <Button
      type="button"
      size="compact-sm"
      variant="default"
      disabled={isAsking && task !== name}
      loading={isAsking && task === name}
      onClick={() => begin(name, extra)}
    >
      {label}
    </Button>
  );
  return (
    <div ref={row} className={classes['assist']}>
      {/* Before its script the row has its place and does nothing. */}
      <div className={classes['assistRow']} style={isReady ? undefined : { visibility: 'hidden' }}>
        {at === 'subject' ? act('subject_lines', 'Suggest subject lines') : null}
        {at === 'body' && original
          ? act('translation', `Translate from ${original.name}`, fieldsOf(original))
          : null}
        {at === 'body' && channel === 'sms' ? act('shorter', 'Shorten to one text') : null}
        {at === 'body' ? (
          <span className={classes['tone']}>
            {act('tone', 'Change the tone', { tone })}
            <NativeSelect
              size="xs"
              aria-label="Tone"
              data-not-saved
              data={TONES}
              value={tone}
              onChange={({ currentTarget }) => setTone(currentTarget.value)}
            />
          </span>
        ) : null}
        {isAsking ? (
          <output className={classes['asking']}>
            <Loader type="dots" size="xs" aria-hidden />
            <Quiet>Asking the assistant</Quiet>
          </output>
        ) : null}
      </div>
      {answer ? (
        <SuggestionList
          answer={answer}
          language={language}
          isStandIn={assistant.isStandIn}
          limits={assistant.limits}
          onUse={(suggestion) => putInto(form(), suggestion)}
          onClose={clear}
        />
      ) : null}
    </div>
  );
}

const fieldsOf = ({ language, subject, body, to }: Original): Extra => ({
  language,
  subject: subject ?? '',
  body,
  to_language: to,
});

/**
 * Puts a suggestion into its fields.
 * @returns takes it back; false: somebody has changed a field since, and nothing was done
 */
function putInto(form: HTMLFormElement | null, { subject, body }: Suggestion): () => boolean {
  const changes = Object.entries({ subject, body }).flatMap(([name, text]) => {
    const field = form ? textFieldOf(form, name) : undefined;
    if (!field || text === null) return [];
    const before = field.value;
    putText(field, text);
    return [{ field, before, after: field.value }];
  });
  return () => {
    if (changes.some(({ field, after }) => field.value !== after)) return false;
    for (const { field, before } of changes) putText(field, before);
    return true;
  };
}

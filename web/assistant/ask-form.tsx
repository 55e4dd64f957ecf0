import { useMounted } from '@mantine/hooks';
import { useEffect, useRef, type ReactNode } from 'react';
import { textFieldOf } from '../core/put-text.ts';
import { sendsByEnter } from '../core/sends-by-enter.ts';
import { LongTextField, SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FormEnd } from '../forms/layout.tsx';

type Field = NonNullable<ReturnType<typeof textFieldOf>>;

/** Asks the assistant. Works without a script; with one, Enter sends, and what was sent leaves the field. */
export function AskForm({
  label,
  placeholder,
  disabled = false,
  known = 0,
  beside,
}: {
  label: string;
  placeholder?: string;
  /** An answer is being written. What is typed meanwhile stays. */
  disabled?: boolean;
  /** Messages that the page has: more of them, and what was sent is among them. */
  known?: number;
  /** Beside the button. */
  beside?: ReactNode;
}) {
  const sent = useRef<{ field: Field; text: string; known: number }>();
  useEffect(() => {
    if (!sent.current || sent.current.known === known) return;
    const { field, text } = sent.current;
    if (field.value === text) field.value = '';
    sent.current = undefined;
  }, [known]);
  return (
    <PageForm
      intent="ask"
      onSubmit={(event) => {
        // A button that is off does not keep Enter from sending.
        if (disabled) return event.preventDefault();
        const field = textFieldOf(event.currentTarget, 'content');
        sent.current = field && { field, text: field.value, known };
      }}
    >
      <LongTextField
        name="content"
        label={label}
        description={<Keys />}
        rows={3}
        maxRows={12}
        maxLength={20_000}
        dir="auto"
        enterKeyHint="send"
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        {...(placeholder ? { placeholder } : {})}
        onKeyDown={(event) => {
          if (!sendsByEnter(event)) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      <FormEnd>
        <SubmitButton disabled={disabled}>Ask</SubmitButton>
        {beside}
      </FormEnd>
    </PageForm>
  );
}

/** Has its place from the beginning, and says it once it is true: the keys need the page’s script. */
function Keys() {
  const isReady = useMounted();
  return (
    <span style={isReady ? undefined : { visibility: 'hidden' }}>
      Enter sends, Shift+Enter begins a new line
    </span>
  );
}

import { Alert } from '@mantine/core';
import { useIsomorphicEffect } from '@mantine/hooks';
import { Form, useActionData, useNavigation, type FormProps } from '@remix-run/react';
import { createContext, useContext, useRef, type ReactNode, type RefObject } from 'react';
import { isFormAnswer, isGone, isOf, type FormAnswer } from '../core/answer.ts';
import { own } from '../../lib/own.ts';
import { useEdited } from '../core/edited.ts';
import { RenderedFor } from './rendered-for.tsx';
import { pathWords } from './path-words.ts';
import { wasPressed } from './save-at-once.ts';

type FormState = { answer: FormAnswer | undefined; pending: boolean };
const FormContext = createContext<FormState>({ answer: undefined, pending: false });

/** Returns the state of the surrounding form: its errors, and whether it is being submitted. */
export const useForm = (): FormState => useContext(FormContext);

export type PageFormProps = Omit<FormProps, 'children' | 'method' | 'onChange'> & {
  /** Names this form if a page has several; sent as `intent`. */
  intent?: string;
  method?: 'post' | 'get';
  /** Sent as `id`: the row it is about, in lists where each row has this form. */
  row?: string | undefined;
  /**
   * Fields of this form by the fields of the operation that they stand for, where the names differ. An error is shown
   * at the field that was typed in.
   */
  standsFor?: Readonly<Record<string, string>>;
  /** Called at each change, and for values entered before the page's script loaded. */
  onEdited?: ((form: HTMLFormElement) => void) | undefined;
  /** An editor: whoever leaves the page with changes in it is asked first (web/shell/unsaved-guard.tsx). */
  guarded?: boolean;
  /** What stands in it has to be saved, though nobody has typed it. */
  unsaved?: boolean;
  children: ReactNode;
};

/**
 * A form that works without client JavaScript. Errors of fields are shown at the fields, all others at the top. After
 * a refusal the first wrong field has the focus.
 */
export function PageForm({
  intent = '',
  method = 'post',
  row,
  onEdited,
  standsFor,
  guarded = false,
  unsaved = false,
  children,
  ...props
}: PageFormProps) {
  const said: unknown = useActionData();
  const about = isFormAnswer(said) && said.intent === intent && isOf(row, said);
  const answer = about && !isGone(said) ? atFields(said, standsFor) : undefined;
  const navigation = useNavigation();
  const pending =
    navigation.state !== 'idle' &&
    (navigation.formData?.get('intent') ?? '') === intent &&
    wasPressed(navigation.formData);
  const { ref, onChange } = useEdited(onEdited);
  useFocusOfWrongField(ref, answer ? said : undefined);
  return (
    <FormContext.Provider value={{ answer, pending }}>
      <Form
        ref={ref}
        method={method}
        noValidate
        onChange={onChange}
        data-answered={answer || unsaved ? true : undefined}
        data-guarded={guarded || undefined}
        {...props}
      >
        {method === 'post' ? (
          <>
            <input type="hidden" name="intent" value={intent} />
            <RenderedFor />
          </>
        ) : null}
        {row === undefined ? null : <input type="hidden" name="id" value={row} />}
        {answer ? <General answer={answer} shown={Object.values(standsFor ?? {})} /> : null}
        {children}
      </Form>
    </FormContext.Provider>
  );
}

/**
 * Gives the first wrong field the focus, once for each refusal, together with the error. Later it would be taken from
 * somebody who already types elsewhere; so would it be when the page's script comes after a refusal without it.
 */
function useFocusOfWrongField(form: RefObject<HTMLFormElement>, refusal: unknown): void {
  const isFirst = useRef(true);
  useIsomorphicEffect(() => {
    const isTyping = isFirst.current && form.current?.contains(document.activeElement);
    isFirst.current = false;
    if (refusal === undefined || isTyping) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [refusal, form]);
}

/** Returns an answer with its errors at the fields of the form. */
export function atFields(
  answer: FormAnswer,
  standsFor: Readonly<Record<string, string>> | undefined,
): FormAnswer {
  const errors = answer.errors.map(({ path, message }) => ({
    path: own(standsFor ?? {}, path) ?? path,
    message,
  }));
  return { ...answer, errors };
}

function General({ answer, shown }: { answer: FormAnswer; shown: readonly string[] }) {
  const names = new Set([...answer.values.map(([name]) => name), ...shown]);
  const loose = answer.errors.filter(
    ({ path }) => !names.has(path) && !names.has(path.split('.')[0] ?? '') && path !== 'password',
  );
  if (answer.errors.length && !loose.length) return null;
  return (
    <Alert color="red" variant="light" mb="md" role="alert" title={answer.message}>
      {loose.map(({ path, message }) => (
        <div key={path}>
          {path ? `${pathWords(path)}: ` : ''}
          {message}
        </div>
      ))}
    </Alert>
  );
}

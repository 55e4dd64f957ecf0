import { useFetcher, useNavigation } from '@remix-run/react';
import { useEffect, useRef, type MutableRefObject } from 'react';

const PAUSE_MS = 600;

/**
 * Saves a form a moment after the last change, without leaving the page; what it shows of the saved is read again.
 * Whoever leaves within that moment has it saved on the way. Without a script the form's own button saves.
 * @returns for the form's `onEdited`
 */
export function useDelayedSave(): (form: HTMLFormElement) => void {
  const { submit } = useFetcher();
  const waiting: Waiting = useRef();
  const pressed = useNavigation().formData?.get('intent');
  const save = (): void => {
    const form = take(waiting);
    if (form) submit(form, { method: 'post' });
  };
  const leave = useRef(save);
  useEffect(() => {
    // By its button it is saved whole.
    if (pressed === intentOf(waiting.current?.form)) take(waiting);
  }, [pressed]);
  useEffect(() => () => leave.current(), []);
  return (form) => {
    take(waiting);
    waiting.current = { timer: setTimeout(save, PAUSE_MS), form };
  };
}

type Waiting = MutableRefObject<
  { timer: ReturnType<typeof setTimeout>; form: HTMLFormElement } | undefined
>;

/** What waits to be saved, which then waits no more. */
function take(waiting: Waiting): HTMLFormElement | undefined {
  const form = waiting.current?.form;
  clearTimeout(waiting.current?.timer);
  waiting.current = undefined;
  return form;
}

const intentOf = (form: HTMLFormElement | undefined): FormDataEntryValue | null =>
  form ? new FormData(form).get('intent') : null;

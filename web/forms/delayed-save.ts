import { useBeforeUnload, useFetcher, useNavigation } from '@remix-run/react';
import { useEffect, useRef, type MutableRefObject } from 'react';

const PAUSE_MS = 600;

/**
 * Saves a form a moment after the last change without leaving the page, and reloads the page's data. If the user
 * leaves within that moment, the form is saved first. Without a script the form's own button saves.
 * @returns the form's `onEdited`
 */
export function useDelayedSave(): (form: HTMLFormElement) => void {
  const { submit, state } = useFetcher();
  const waiting: Waiting = useRef();
  const pressed = useNavigation().formData?.get('intent');
  const save = (): void => {
    const form = take(waiting);
    if (form) submit(form, { method: 'post' });
  };
  const leave = useRef(save);
  useEffect(() => {
    // The button of the form saves all of it, so the delayed save is dropped.
    if (pressed === intentOf(waiting.current?.form)) take(waiting);
  }, [pressed]);
  useEffect(() => () => leave.current(), []);
  // A closed tab does not wait for the save, so the browser asks.
  useBeforeUnload((event) => {
    if (waiting.current || state !== 'idle') event.preventDefault();
  });
  return (form) => {
    take(waiting);
    waiting.current = { timer: setTimeout(save, PAUSE_MS), form };
  };
}

type Waiting = MutableRefObject<
  { timer: ReturnType<typeof setTimeout>; form: HTMLFormElement } | undefined
>;

/** Returns the form that waits to be saved, and clears it. */
function take(waiting: Waiting): HTMLFormElement | undefined {
  const form = waiting.current?.form;
  clearTimeout(waiting.current?.timer);
  waiting.current = undefined;
  return form;
}

const intentOf = (form: HTMLFormElement | undefined): FormDataEntryValue | null =>
  form ? new FormData(form).get('intent') : null;

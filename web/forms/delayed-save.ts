import { useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';

const PAUSE_MS = 600;

/**
 * Saves a form a moment after the last change, without leaving the page; what it shows of the saved is read again.
 * Without a script the form's own button saves.
 * @returns for the form's `onEdited`
 */
export function useDelayedSave(): (form: HTMLFormElement) => void {
  const { submit } = useFetcher();
  const waiting = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(waiting.current), []);
  return (form) => {
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => submit(form, { method: 'post' }), PAUSE_MS);
  };
}

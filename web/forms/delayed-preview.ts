import { useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import type { PageFormProps } from './form.tsx';

/** Long enough not to ask at each key, short enough to seem live; in milliseconds. */
const PAUSE = 300;

/**
 * A preview that follows a form a moment after each change.
 * @param action the resource route that answers
 * @param isPreview tells an answer from a refusal
 * @returns what is shown now, and what the form needs
 */
export function useDelayedPreview<T extends object>(
  action: string,
  first: T | null,
  isPreview: (answer: object) => answer is T,
): { shown: T | null; watched: Pick<PageFormProps, 'onEdited' | 'onSubmit'> } {
  const fetcher = useFetcher<unknown>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const answer: unknown = fetcher.data;
  return {
    shown: typeof answer === 'object' && answer !== null && isPreview(answer) ? answer : first,
    watched: {
      onSubmit: () => clearTimeout(timer.current),
      onEdited: (form) => {
        const typed = new FormData(form);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => {
          fetcher.submit(typed, { method: 'post', action });
        }, PAUSE);
      },
    },
  };
}

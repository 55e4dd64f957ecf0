import { useLatestAnswer, type Refusal } from '../core/latest-answer.ts';
import type { PageFormProps } from './form.tsx';

const PAUSE_MS = 300;

/**
 * Updates a preview a moment after each change of a form.
 * @param action the resource route that answers
 * @param isPreview tells an answer from a refusal
 * @returns the current preview, why what is written now has none, and the props of the form
 */
export function useDelayedPreview<T extends object>(
  action: string,
  first: T | null,
  isPreview: (answer: object) => answer is T,
): {
  shown: T | null;
  refusal: Refusal | null;
  watched: Pick<PageFormProps, 'onEdited' | 'onSubmit'>;
} {
  const { answer, refusal, ask, takeBack } = useLatestAnswer(PAUSE_MS, isPreview);
  return {
    shown: answer ?? first,
    refusal,
    watched: {
      onSubmit: takeBack,
      onEdited: (form) => {
        ask(action, () => {
          const typed = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
          return { method: 'POST', body: new URLSearchParams(typed) };
        });
      },
    },
  };
}

import { useSubmit } from '@remix-run/react';

/** Marks a submission that the page made by itself. */
const BY_ITSELF = 'by_itself';

/**
 * Saves a form at each change and shows the result. No button was pressed, so none shows that it waits; a button that
 * is pressed meanwhile submits its form instead.
 * @returns the form's `onEdited`
 */
export function useSaveAtOnce(): (form: HTMLFormElement) => void {
  const submit = useSubmit();
  return (form) => {
    const fields = new FormData(form);
    fields.set(BY_ITSELF, 'yes');
    submit(fields, { method: 'post', replace: true, preventScrollReset: true });
  };
}

/** Whether somebody pressed a button to send this. */
export const wasPressed = (fields: FormData | undefined): boolean => !fields?.has(BY_ITSELF);

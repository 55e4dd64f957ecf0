import { useSubmit } from '@remix-run/react';

/** Marks what a page saves by itself. */
const BY_ITSELF = 'by_itself';

/**
 * Saves a form at each change and shows what came of it. Nobody pressed a button, so none waits: one that is pressed
 * meanwhile sends its form in place of this.
 * @returns for the form's `onEdited`
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

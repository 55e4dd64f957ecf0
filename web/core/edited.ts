import { useEffect, useRef, type FormEvent, type RefObject } from 'react';

/**
 * Calls `edited` at each change of a form. Users do not wait for a page's script, and what they typed or chose before
 * it loaded fired no event. So each such field is reported once the script has loaded.
 * @param edited gets the form and the field
 * @returns the props of the form
 */
export function useEdited(
  edited: ((form: HTMLFormElement, field: EventTarget) => void) | undefined,
): {
  ref: RefObject<HTMLFormElement>;
  onChange: ((event: FormEvent<HTMLFormElement>) => void) | undefined;
} {
  const ref = useRef<HTMLFormElement>(null);
  const early = useRef(edited);
  useEffect(() => {
    const form = ref.current;
    if (!form) return;
    for (const field of [...form.elements].filter(isField).filter(isEdited)) {
      early.current?.(form, field);
    }
  }, []);
  return {
    ref,
    onChange: edited && (({ currentTarget, target }) => edited(currentTarget, target)),
  };
}

export type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export const isField = (element: Element): element is Field =>
  element instanceof HTMLInputElement ||
  element instanceof HTMLSelectElement ||
  element instanceof HTMLTextAreaElement;

/** Whether a field has another value than the server wrote into it. */
export function isEdited(field: Field): boolean {
  if (field instanceof HTMLSelectElement) {
    const written = [...field.options].findIndex(({ defaultSelected }) => defaultSelected);
    return field.selectedIndex !== Math.max(written, 0);
  }
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  return field.type === 'checkbox' || field.type === 'radio'
    ? field.checked !== field.defaultChecked
    : field.value !== field.defaultValue;
}

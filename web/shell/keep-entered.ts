import { isEdited, isField, type Field } from '../core/edited.ts';

type Entered = { value: string; checked: boolean; files: FileList | null };

/**
 * Keeps what somebody enters before React takes over the page. React overwrites a long text that was typed, and
 * renders the whole page again if it differs from the server's. It differs when browser extensions change pages, or
 * when a browser formats dates and numbers in its own way.
 * @returns a function that restores the values, once
 */
export function keepEntered(): () => void {
  const fields = allFields();
  const entered = new Map<Field, Entered>();
  let focused = document.activeElement;
  const keep = (field: Field): void => {
    entered.set(field, stateOf(field));
  };
  const onInput = ({ target }: Event): void => {
    if (target instanceof Element && isField(target)) keep(target);
  };
  const onFocus = ({ target }: Event): void => {
    focused = target instanceof Element ? target : null;
  };
  fields.filter(isEdited).forEach(keep);
  document.addEventListener('input', onInput, true);
  document.addEventListener('focusin', onFocus, true);
  return () => {
    document.removeEventListener('input', onInput, true);
    document.removeEventListener('focusin', onFocus, true);
    const now = allFields();
    const inPlaceOf = (field: Field): Field | undefined => {
      if (field.isConnected) return field;
      const instead = now[fields.indexOf(field)];
      return instead?.name === field.name && instead.type === field.type ? instead : undefined;
    };
    for (const [field, state] of entered) {
      const place = inPlaceOf(field);
      if (place) putInto(place, state);
    }
    if (focused && isField(focused) && !focused.isConnected) inPlaceOf(focused)?.focus();
  };
}

const allFields = (): Field[] =>
  [...document.querySelectorAll('input, select, textarea')].filter(isField);

const stateOf = (field: Field): Entered => ({
  value: field.value,
  checked: field instanceof HTMLInputElement && field.checked,
  files: field instanceof HTMLInputElement ? field.files : null,
});

function putInto(field: Field, { value, checked, files }: Entered): void {
  if (!(field instanceof HTMLInputElement)) {
    if (field.value !== value) field.value = value;
  } else if (field.type === 'checkbox' || field.type === 'radio') {
    if (field.checked !== checked) field.checked = checked;
  } else if (field.type === 'file') {
    if (files?.length && !field.files?.length) field.files = files;
  } else if (field.value !== value) field.value = value;
}

/** A field that holds a text. */
export type TextElement = HTMLInputElement | HTMLTextAreaElement;

/** Returns the text field of a form by its name; undefined where there is none. */
export function textFieldOf(form: HTMLFormElement, name: string): TextElement | undefined {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field : undefined; // prettier-ignore
}

/** Puts a text into a field as if it was typed: previews, counts and the question about unsaved changes see it. */
export function putText(field: TextElement, text: string): void {
  if (field.value === text) return;
  // Not by `value`: React would not notice the change.
  field.setRangeText(text, 0, field.value.length, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

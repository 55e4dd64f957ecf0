/** What an action says about a form it did not accept. `values` are the fields as typed, in order. */
export type FormAnswer = {
  /** Which of the page's forms. */
  intent: string;
  message: string;
  errors: { path: string; message: string }[];
  values: [string, string][];
  /** Of the problem, as the API would have answered. */
  status?: number;
};

export const isFormAnswer = (value: unknown): value is FormAnswer =>
  typeof value === 'object' && value !== null && 'errors' in value && 'values' in value;

/** What the form is about is not there (any more): the page says so, for no row of it can (web/ui/page.tsx). */
export const isGone = (value: unknown): value is FormAnswer =>
  isFormAnswer(value) && value.status === 404;

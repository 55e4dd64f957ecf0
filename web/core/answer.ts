/** The answer of an action to a form it did not accept. `values` are the fields as typed, in order. */
export type FormAnswer = {
  /** Names the form of the page. */
  intent: string;
  message: string;
  errors: { path: string; message: string }[];
  values: [string, string][];
  /** The status of the problem, as the API would answer. */
  status?: number;
};

export const isFormAnswer = (value: unknown): value is FormAnswer =>
  typeof value === 'object' && value !== null && 'errors' in value && 'values' in value;

/**
 * Whether the form is about something that does not exist (any more). The page says so, because its row is gone
 * (web/ui/page.tsx).
 */
export const isGone = (value: unknown): value is FormAnswer =>
  isFormAnswer(value) && value.status === 404;

/** Whether an answer is about this row of a list; undefined: the form is not of a row. */
export const isOf = (row: string | undefined, { values }: FormAnswer): boolean =>
  row === undefined || values.some(([field, value]) => field === 'id' && value === row);

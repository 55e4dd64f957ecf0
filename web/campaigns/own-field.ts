/**
 * One of a campaign's own values as a form field. `typed` is null for a value that a form cannot show; `fault` is the
 * API's message about a value that is given.
 */
export type OwnField = {
  name: string;
  needed: boolean;
  typed: string | null;
  fault: string | undefined;
};

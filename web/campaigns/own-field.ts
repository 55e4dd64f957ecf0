/** One of a campaign's own values as a form field. `typed` is null for a value that a form cannot show. */
export type OwnField = { name: string; needed: boolean; typed: string | null };

/** One value of a campaign's own as a form shows it. `typed` is null for a value that a form cannot hold. */
export type OwnField = { name: string; needed: boolean; typed: string | null };

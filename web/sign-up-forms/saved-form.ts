import type { FormAsks, FormSettings } from '../../domain/forms/contract.ts';

/** A sign-up form as its editor gets it. */
export type SavedForm = FormSettings & {
  name: string;
  slug: string;
  is_default: boolean;
  active: boolean;
  version: number;
  asks: FormAsks;
  purposes: string[];
};

import type { FormLanguage } from '../../domain/languages.contract.ts';

/** What the page gives to its script. */
export type Setup = {
  /** The organization's name in addresses. */
  widget: string;
  organization: string;
  language: FormLanguage;
  /** Empty: the provided one. */
  greeting: string;
  keepDays: number | null;
  /** Whether a visitor may leave an address. */
  form: boolean;
};

import { TenantRow } from './tenant-row.ts';

/** A public sign-up form. */
export class Form extends TenantRow {
  static override tableName = 'forms';
  static override jsonAttributes = ['settings'];
  declare slug: string;
  declare name: string;
  /** For the purposes named, or for every marketing purpose there is. */
  declare asks: 'named' | 'every_marketing';
  /** As stored; formSettings of domain/forms/contract.ts says what it is. */
  declare settings: unknown;
  declare active: boolean;
  declare version: number;
  declare archived_at: Date | null;
  declare created_at: Date;
  declare updated_at: Date;
}

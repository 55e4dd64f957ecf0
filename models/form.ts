import { TenantRow } from './tenant-row.ts';

/** A public sign-up form. */
export class Form extends TenantRow {
  static override tableName = 'forms';
  static override jsonAttributes = ['settings'];
  declare slug: string;
  declare name: string;
  /** Whether the form asks for its named purposes, or for every marketing purpose. */
  declare asks: 'named' | 'every_marketing';
  /** As stored; formSettings in domain/forms/contract.ts defines the shape. */
  declare settings: unknown;
  declare active: boolean;
  declare version: number;
  declare archived_at: Date | null;
  declare created_at: Date;
  declare updated_at: Date;
}

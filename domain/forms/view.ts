import type { Form } from '#models/form.ts';
import { DEFAULT_SLUG, formSettings, type FormAsks, type FormSettings } from './contract.ts';

/** A form from the database, with its purposes and its numbers. */
export type FormRow = Form & { purposes: string[]; submissions: number; confirmed: number };

export type FormView = FormSettings & {
  id: string;
  name: string;
  slug: string;
  is_default: boolean;
  active: boolean;
  version: number;
  asks: FormAsks;
  /** Purpose keys in order, where it asks for named purposes. */
  purposes: string[];
  url: string;
  submissions: number;
  confirmed: number;
  archived_at: Date | null;
  created_at: Date;
  updated_at: Date;
};

/** Returns the public URL of a form. */
export const formUrl = (publicUrl: string, tenantSlug: string, formSlug: string): string =>
  `${publicUrl}/f/${tenantSlug}/${formSlug}`;

/** Returns a form as callers see it. */
export const formView = (row: FormRow, url: string): FormView => ({
  id: row.id,
  name: row.name,
  slug: row.slug,
  is_default: row.slug === DEFAULT_SLUG,
  active: row.active,
  version: row.version,
  asks: row.asks,
  purposes: row.purposes,
  ...formSettings.parse(row.settings),
  url,
  submissions: row.submissions,
  confirmed: row.confirmed,
  archived_at: row.archived_at,
  created_at: row.created_at,
  updated_at: row.updated_at,
});

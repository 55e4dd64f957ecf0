import type { Template } from '#models/template.ts';
import type { TemplateVersion } from '#models/template-version.ts';
import type { TemplateSource } from './contract.ts';
import { compileTemplate } from './render.ts';

export type TemplateRow = Template &
  Pick<TemplateVersion, 'subject' | 'body' | 'language'> & { version_id: string };

export type TemplateView = Pick<
  Template,
  | 'id' | 'name' | 'channel' | 'category' | 'origin' | 'is_default' | 'version' | 'archived_at'
  | 'created_at' | 'updated_at'
> & { subject: string | null; body: string; language: string; variables: string[] }; // prettier-ignore

/** A template as clients see it, with the names of what it needs. */
export const templateView = (row: TemplateRow): TemplateView => ({
  id: row.id,
  name: row.name,
  channel: row.channel,
  category: row.category,
  origin: row.origin,
  is_default: row.is_default,
  subject: row.subject,
  body: row.body,
  language: row.language,
  version: row.version,
  variables: compileTemplate(sourceOf(row)).variables,
  archived_at: row.archived_at,
  created_at: row.created_at,
  updated_at: row.updated_at,
});

/** The text of a template's newest version. */
export const sourceOf = (
  row: Pick<TemplateRow, 'channel' | 'category' | 'subject' | 'body' | 'language'>,
): TemplateSource => ({
  channel: row.channel,
  category: row.category,
  body: row.body,
  language: row.language,
  ...(row.subject === null ? {} : { subject: row.subject }),
});

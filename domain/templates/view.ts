import type { Template } from '#models/template.ts';
import type { TemplateSource } from './contract.ts';
import { compiled } from './compiled.ts';

/** The text of a template in one language. */
export type TemplateText = {
  version_id: string;
  language: string;
  subject: string | null;
  body: string;
};

/** A template with a selected text (by default the main one) and all texts. */
export type TemplateRow = TemplateFacts & TemplateText & { texts: TemplateText[] };

type TemplateFacts = Pick<
  Template,
  | 'id' | 'name' | 'channel' | 'category' | 'origin' | 'is_default' | 'version' | 'archived_at'
  | 'created_at' | 'updated_at'
>; // prettier-ignore

export type TemplateView = TemplateFacts & {
  subject: string | null;
  body: string;
  language: string;
  texts: Record<string, { subject: string | null; body: string }>;
  variables: string[];
};

/** Returns the API view of a template, with the names of the values it needs in any language. */
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
  texts: Object.fromEntries(
    row.texts.map(({ language, subject, body }) => [language, { subject, body }]),
  ),
  version: row.version,
  variables: [...new Set(sourcesOf(row).flatMap((source) => compiled(source).variables))],
  archived_at: row.archived_at,
  created_at: row.created_at,
  updated_at: row.updated_at,
});

/** Returns the texts of a template's newest version, in all languages. */
export const sourcesOf = (row: TemplateRow): TemplateSource[] =>
  row.texts.map((text) => sourceOf({ ...row, ...text }));

/** Returns the selected text of a template's newest version. */
export const sourceOf = (
  row: Pick<TemplateRow, 'channel' | 'category' | 'subject' | 'body' | 'language'>,
): TemplateSource => ({
  channel: row.channel,
  category: row.category,
  body: row.body,
  language: row.language,
  ...(row.subject === null ? {} : { subject: row.subject }),
});

import type { Template } from '#models/template.ts';
import type { TemplateSource } from './contract.ts';
import { compiled } from './compiled.ts';

/** A text of a template in one of its languages. */
export type TemplateText = {
  version_id: string;
  language: string;
  subject: string | null;
  body: string;
};

/** A template with one of its texts, the main one unless another was chosen, and all of them. */
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

/** A template as clients see it, with the names of what it needs in any of its languages. */
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

/** The texts of a template's newest version, in all its languages. */
export const sourcesOf = (row: TemplateRow): TemplateSource[] =>
  row.texts.map((text) => sourceOf({ ...row, ...text }));

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

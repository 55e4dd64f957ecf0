import { categorySchema, channelSchema } from '../../domain/templates/contract.ts';
import type { PageSession } from '../../api/client-types.ts';
import { chosen, text } from './fields.server.ts';

/** Reads the text from an editor's form. */
export function templateSource(form: FormData) {
  const subject = text(form, 'subject');
  const language = text(form, 'language');
  return {
    channel: chosen(form, 'channel', channelSchema.options),
    category: chosen(form, 'category', categorySchema.options),
    body: text(form, 'body') ?? '',
    ...(subject ? { subject } : {}),
    ...(language ? { language } : {}),
  };
}

/** Returns what a recipient would see; null while there is nothing to show. */
export async function previewOf(api: PageSession['api'], form: FormData) {
  const source = templateSource(form);
  if (!source.body) return null;
  const contact = text(form, 'contact_id');
  return api.templates.previewText({
    body: {
      ...source,
      variables: madeUp(text(form, 'values') ?? ''),
      ...(contact ? { contact_id: contact } : {}),
    },
  });
}

/** Reads made-up values, one `offer: 20 % off` per line. */
export const madeUp = (lines: string): Record<string, string> =>
  Object.fromEntries(
    lines.split('\n').flatMap((line) => {
      const [, name, value] = /^\s*(\w+)\s*[:=]\s*(.+)$/.exec(line) ?? [];
      return name && value ? [[name.slice(0, 64), value.trim()]] : [];
    }),
  );

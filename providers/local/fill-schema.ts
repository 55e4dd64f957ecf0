import { z } from 'zod';
import { own } from '#lib/own.ts';

const many = z.array(z.unknown()).optional().catch(undefined);
const bound = z.number().optional().catch(undefined);
const node = z.object({
  type: z
    .union([z.string(), z.array(z.string()).transform((types) => types[0])])
    .optional()
    .catch(undefined),
  enum: many,
  const: z.unknown().optional(),
  default: z.unknown().optional(),
  anyOf: many,
  oneOf: many,
  allOf: many,
  format: z.string().optional().catch(undefined),
  minimum: bound,
  maximum: bound,
  minItems: bound,
  maxLength: bound,
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional().catch(undefined),
  required: z.array(z.string()).optional().catch(undefined),
});

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
const DEEPEST = 6;

/**
 * Returns a value that fits a JSON Schema as far as its required fields go, taken from a text where it can be: a UUID, a
 * date, a number, a word of a list, or the text itself.
 */
export function fill(schema: unknown, text: string, depth = 0): unknown {
  const parsed = node.safeParse(schema);
  if (!parsed.success || depth > DEEPEST) return null;
  const one = parsed.data;
  if (one.const !== undefined) return one.const;
  if (one.enum?.length) {
    return one.enum.find((value) => text.toLowerCase().includes(String(value).toLowerCase())) ?? one.enum[0]; // prettier-ignore
  }
  if (one.default !== undefined) return one.default;
  const [choice] = one.anyOf ?? one.oneOf ?? one.allOf ?? [];
  if (choice !== undefined) return fill(choice, text, depth + 1);
  switch (one.type ?? (one.properties ? 'object' : 'string')) {
    case 'object':
      return Object.fromEntries(
        (one.required ?? []).map((name) => [
          name,
          fill(own(one.properties ?? {}, name), text, depth + 1),
        ]),
      );
    case 'array':
      return (one.minItems ?? 0) > 0 ? [fill(one.items, text, depth + 1)] : [];
    case 'integer':
    case 'number': {
      const number = Number(/\d{1,9}/.exec(text)?.[0] ?? one.minimum ?? 1);
      return Math.min(Math.max(number, one.minimum ?? number), one.maximum ?? number);
    }
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return stringFor(one.format, text).slice(0, one.maxLength ?? 1_000);
  }
}

function stringFor(format: string | undefined, text: string): string {
  if (format === 'uuid') return UUID.exec(text)?.[0] ?? '00000000-0000-4000-8000-000000000000';
  const day = /\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? '2026-01-01';
  if (format === 'date') return day;
  if (format === 'date-time') return `${day}T00:00:00Z`;
  return text.trim();
}

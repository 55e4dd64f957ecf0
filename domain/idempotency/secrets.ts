import { z } from 'zod';
import { own } from '#lib/own.ts';

/**
 * Metadata of an answer's field that grants access to anybody who has it: a key, a link. Appears in the OpenAPI
 * document.
 */
export const SECRET = { 'x-secret': true } as const;

/** The secret fields of an answer, read once. */
const known = new WeakMap<z.ZodObject, ReadonlySet<string>>();

function secretsOf(schema: z.ZodObject): ReadonlySet<string> {
  const names =
    known.get(schema) ??
    new Set(Object.keys(schema.shape).filter((name) => isSecret(own(schema.shape, name))));
  known.set(schema, names);
  return names;
}

/**
 * Returns an answer with its secrets set to null, so that it may be stored.
 * @param schema the answer's schema; a secret is a nullable field at its top level
 */
export function withoutSecrets(schema: z.ZodType | undefined, answer: unknown): unknown {
  if (!(schema instanceof z.ZodObject) || typeof answer !== 'object' || answer === null) {
    return answer;
  }
  const secrets = secretsOf(schema);
  if (!secrets.size) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [name, secrets.has(name) ? null : value]),
  );
}

/** Returns whether answers with this schema have secrets. */
export const hasSecrets = (schema: z.ZodType | undefined): boolean =>
  schema instanceof z.ZodObject && secretsOf(schema).size > 0;

const isSecret = (field: unknown): boolean =>
  field instanceof z.ZodType && field.meta()?.['x-secret'] === true;

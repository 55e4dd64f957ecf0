import { z } from 'zod';
import { own } from '#lib/own.ts';

/** Metadata of a field of an answer that lets in whoever has it: a key, a link. It stands in the OpenAPI document. */
export const SECRET = { 'x-secret': true } as const;

/**
 * An answer as it may be stored: its secrets are null.
 * @param schema the answer's; a secret is a nullable field of it, not of something within
 */
export function withoutSecrets(schema: z.ZodType | undefined, answer: unknown): unknown {
  if (!(schema instanceof z.ZodObject) || typeof answer !== 'object' || answer === null) {
    return answer;
  }
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name,
      isSecret(own(schema.shape, name)) ? null : value,
    ]),
  );
}

/** Whether an answer of this shape has any. */
export const hasSecrets = (schema: z.ZodType | undefined): boolean =>
  schema instanceof z.ZodObject && Object.values(schema.shape).some(isSecret);

const isSecret = (field: unknown): boolean =>
  field instanceof z.ZodType && field.meta()?.['x-secret'] === true;

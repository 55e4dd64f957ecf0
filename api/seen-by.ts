import { z } from 'zod';
import type { Context } from '#domain/context.ts';
import type { Permission } from '#domain/identity/permissions.ts';
import { own } from '#lib/own.ts';

/** Metadata of a nullable field of an answer that is null without this right. It stands in the OpenAPI document. */
export const needs = (permission: Permission) => ({ 'x-permission': permission });

/**
 * An answer as this caller may see it: a field that needs a right the caller does not have is null, whether or not
 * there was anything in it. So one right does not tell what another is needed for, such as who is a contact.
 * @param schema the answer's; fields are marked by `needs`
 */
export function seenBy(ctx: Context, schema: unknown, answer: unknown): unknown {
  if (answer === null || answer === undefined || !(schema instanceof z.ZodType)) return answer;
  const needed = schema.meta()?.['x-permission'];
  if (needed !== undefined && ![...ctx.permissions].some((one) => one === needed)) return null;
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) {
    return seenBy(ctx, schema.unwrap(), answer);
  }
  if (schema instanceof z.ZodArray && Array.isArray(answer)) {
    return answer.map((one) => seenBy(ctx, schema.element, one));
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.reduce((seen: unknown, one) => seenBy(ctx, one, seen), answer);
  }
  if (!(schema instanceof z.ZodObject) || typeof answer !== 'object') return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name,
      seenBy(ctx, own(schema.shape, name), value),
    ]),
  );
}

import { z } from 'zod';
import type { Context } from '#domain/context.ts';
import type { Permission } from '#domain/permissions.ts';
import { own } from '#lib/own.ts';

/**
 * Metadata of what needs a right of its own. A nullable field of an answer is null without it; of a resource, which
 * whoever changes it is answered too, only what `TOLD` or the operation's `told` names is left. It stands in the
 * OpenAPI document.
 */
export const needs = (permission: Permission) => ({ 'x-permission': permission });

/** What of a resource is told to whoever may write and not read it: enough to go on with. */
export const TOLD: readonly string[] = ['id', 'version', 'status', 'workflow_id'];

/** The right without which little of a resource is told; null for what is no resource. */
export function neededFor(schema: unknown): string | null {
  if (!(schema instanceof z.ZodObject)) return null;
  const needed = schema.meta()?.['x-permission'];
  return typeof needed === 'string' ? needed : null;
}

/** The shape of what is told of a resource. */
export const toldShape = (schema: z.ZodObject, told: readonly string[] = TOLD): z.ZodObject =>
  z.object(
    Object.fromEntries(Object.entries(schema.shape).filter(([name]) => told.includes(name))),
  );

/**
 * An answer as this caller may see it: a field that needs a right the caller does not have is null, whether or not
 * there was anything in it. So one right does not tell what another is needed for, such as who is a contact.
 * @param schema the answer's; fields and resources are marked by `needs`
 * @param told fields of a resource that even who may not read it is answered
 */
export function seenBy(
  ctx: Context,
  schema: unknown,
  answer: unknown,
  told: readonly string[] = TOLD,
): unknown {
  if (answer === null || answer === undefined || !(schema instanceof z.ZodType)) return answer;
  const needed = schema.meta()?.['x-permission'];
  const hidden = needed !== undefined && ![...ctx.permissions].some((one) => one === needed);
  if (hidden && !(schema instanceof z.ZodObject)) return null;
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) {
    return seenBy(ctx, schema.unwrap(), answer, told);
  }
  if (schema instanceof z.ZodArray && Array.isArray(answer)) {
    return answer.map((one) => seenBy(ctx, schema.element, one, told));
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.reduce((seen: unknown, one) => seenBy(ctx, one, seen, told), answer);
  }
  if (!(schema instanceof z.ZodObject) || typeof answer !== 'object') return answer;
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([name]) => !hidden || told.includes(name))
      .map(([name, value]) => [name, seenBy(ctx, own(schema.shape, name), value, told)]),
  );
}

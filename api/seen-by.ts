import { z } from 'zod';
import type { Context } from '#domain/context.ts';
import { PERMISSIONS, type Permission } from '#domain/permissions.ts';
import { own } from '#lib/own.ts';

/**
 * Returns the schema metadata of a field or resource that needs a right of its own. An input field that needs one is
 * refused without it. Without the right, a nullable
 * field of an answer is null. A resource that a caller may change but not read is reduced to the fields in `TOLD` or
 * in the operation's `told`. The metadata appears in the OpenAPI document.
 */
export const needs = (permission: Permission) => ({ 'x-permission': permission });

/** Fields of a resource that a caller without the right to read it still gets: enough to continue. */
export const TOLD: readonly string[] = ['id', 'version', 'status', 'workflow_id'];

/** Returns the right that a caller needs to see a whole resource; null for other schemas. */
export function neededFor(schema: unknown): string | null {
  if (!(schema instanceof z.ZodObject)) return null;
  const needed = schema.meta()?.['x-permission'];
  return typeof needed === 'string' ? needed : null;
}

type Needing = { name: string; permission: Permission };
const needing = new WeakMap<z.ZodType, readonly Needing[]>();

/** Returns the fields of an input that need a permission of their own. */
export function fieldsThatNeed(schema: z.ZodType | undefined): readonly Needing[] {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (!(inner instanceof z.ZodObject)) return [];
  const known = needing.get(inner);
  if (known) return known;
  const found = Object.entries(inner.shape).flatMap(([name, field]) => {
    const needed = field instanceof z.ZodType ? field.meta()?.['x-permission'] : undefined;
    const permission = PERMISSIONS.find((one) => one === needed);
    return permission ? [{ name, permission }] : [];
  });
  needing.set(inner, found);
  return found;
}

/** Returns the schema of a reduced resource. */
export const toldShape = (schema: z.ZodObject, told: readonly string[] = TOLD): z.ZodObject =>
  z.object(
    Object.fromEntries(Object.entries(schema.shape).filter(([name]) => told.includes(name))),
  );

/** What a schema's metadata says, read once: reading it takes longer than the rest of an answer. */
type Rule = {
  needed: unknown;
  /** Whether it or anything inside it needs a permission. */ concerned: boolean;
};
const rules = new WeakMap<z.ZodType, Rule>();

function ruleOf(schema: z.ZodType): Rule {
  const known = rules.get(schema);
  if (known) return known;
  const needed = schema.meta()?.['x-permission'];
  const rule = { needed, concerned: true };
  // Before its parts are read: a schema may contain itself.
  rules.set(schema, rule);
  rule.concerned =
    needed !== undefined ||
    partsOf(schema).some((part) => part instanceof z.ZodType && ruleOf(part).concerned);
  return rule;
}

const partsOf = (schema: z.ZodType): readonly unknown[] => {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return [schema.unwrap()];
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodUnion) return schema.options;
  return schema instanceof z.ZodObject ? Object.values(schema.shape) : [];
};

/**
 * Returns an answer as this caller may see it. A field that needs a missing right is null, whether or not it has a
 * value; so one right does not reveal what another protects, such as who is a contact.
 * @param schema the answer's schema; `needs` marks fields and resources
 * @param told fields of a resource that callers without the right to read it get too
 */
export const seenBy = (
  { permissions }: Context,
  schema: unknown,
  answer: unknown,
  told: readonly string[] = TOLD,
): unknown => seen(permissions, schema, answer, told);

function seen(
  permissions: ReadonlySet<unknown>,
  schema: unknown,
  answer: unknown,
  told: readonly string[],
): unknown {
  if (answer === null || answer === undefined || !(schema instanceof z.ZodType)) return answer;
  const { needed, concerned } = ruleOf(schema);
  if (!concerned) return answer;
  const hidden = needed !== undefined && !permissions.has(needed);
  if (hidden && !(schema instanceof z.ZodObject)) return null;
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) {
    return seen(permissions, schema.unwrap(), answer, told);
  }
  if (schema instanceof z.ZodArray && Array.isArray(answer)) {
    return answer.map((one) => seen(permissions, schema.element, one, told));
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.reduce(
      (left: unknown, one) => seen(permissions, one, left, told),
      answer,
    );
  }
  if (!(schema instanceof z.ZodObject) || typeof answer !== 'object') return answer;
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([name]) => !hidden || told.includes(name))
      .map(([name, value]) => [name, seen(permissions, own(schema.shape, name), value, told)]),
  );
}

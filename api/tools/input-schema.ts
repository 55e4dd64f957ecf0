import { z } from 'zod';
import type { Operation } from '../operation.ts';

/** The JSON Schema of a tool's arguments. */
export type InputSchema = {
  type: 'object';
  properties: Record<string, object>;
  required?: string[];
  additionalProperties: false;
  $defs?: Record<string, object>;
};

const described = z.object({
  properties: z.record(z.string(), z.looseObject({})).default({}),
  required: z.array(z.string()).optional(),
  $defs: z.record(z.string(), z.looseObject({})).optional(),
});

/** A body that is not an object is one argument of this name. */
export const WHOLE_BODY = 'body';

/** Returns the fields of an operation's body as arguments, each optional where the body is. */
export function bodyShape(body: Operation['body']): Record<string, z.core.$ZodType> {
  if (!body) return {};
  const inner = body instanceof z.ZodOptional ? body.unwrap() : body;
  if (!(inner instanceof z.ZodObject)) return { [WHOLE_BODY]: body };
  const shape: Record<string, z.core.$ZodType> = inner.shape;
  if (inner === body) return shape;
  return Object.fromEntries(Object.entries(shape).map(([name, one]) => [name, z.optional(one)]));
}

/**
 * Returns the JSON Schema of an operation's parameters, query and body as one flat object.
 * @throws {Error} when two of them have a field of the same name: the declaration is at fault
 */
export function inputSchema(op: Operation): InputSchema {
  const parts = [op.params?.shape ?? {}, op.query?.shape ?? {}, bodyShape(op.body)];
  const names = parts.flatMap((part) => Object.keys(part));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new Error(`${op.path} has two inputs named ${twice}`);
  const shape: Record<string, z.core.$ZodType> = Object.assign({}, ...parts);
  const whole = z.toJSONSchema(z.strictObject(shape), {
    io: 'input',
    unrepresentable: 'any',
    override: tidy,
  });
  const { properties, required, $defs } = described.parse(whole);
  const { reveal } = properties;
  if (reveal) reveal['description'] ??= 'personal data in clear; it is written to the audit log';
  return {
    type: 'object',
    properties,
    ...(required?.length ? { required } : {}),
    additionalProperties: false,
    ...($defs ? { $defs } : {}),
  };
}

type Override = (given: { jsonSchema: Record<string, unknown> }) => void;
const withOverride = z.object({
  override: z.custom<Override>((value) => typeof value === 'function'),
});

/** Applies the metadata's own override, as zod-openapi does, and leaves out what a caller need not read. */
function tidy({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodType;
  jsonSchema: Record<string, unknown>;
}): void {
  const meta = zodSchema instanceof z.ZodType ? zodSchema.meta() : undefined;
  const own = withOverride.safeParse(meta);
  if (own.success) own.data.override({ jsonSchema });
  delete jsonSchema['override'];
  delete jsonSchema['x-permission'];
  // The format says it, in a word.
  if (jsonSchema['format'] !== undefined) delete jsonSchema['pattern'];
  // A boolean in a query is text; an argument may be what it is.
  const { enum: values } = jsonSchema;
  if (Array.isArray(values) && values.includes('true') && values.includes('false')) {
    delete jsonSchema['enum'];
    jsonSchema['type'] = 'boolean';
  }
}

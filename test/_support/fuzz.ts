import fc from 'fast-check';
import { createGeneratorSync, registerFormat } from 'json-schema-faker';
import { z } from 'zod';

/** A JSON schema (2020-12), as the generator and the validator read it. */
const schema = z.record(z.string(), z.unknown());
export type JsonSchema = z.output<typeof schema>;
const content = z.record(z.string(), z.looseObject({ schema: schema.optional() }));
const operation = z.looseObject({
  operationId: z.string(),
  security: z.array(z.unknown()).optional(),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema }))
    .default([]),
  requestBody: z.looseObject({ content }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: content.optional() })),
}); // prettier-ignore
export type FuzzedOperation = z.output<typeof operation>;
export const fuzzedDocument = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({}),
});

// The generator's own date-times have invalid zones or are outside the accepted range.
registerFormat('date-time', (random) => new Date(random.int(0, 2e9) * 1000).toISOString());

/** Generates values from the schemas of one document; the same seed gives the same values. */
export function valuesOf(components: unknown, seed: number) {
  const generator = createGeneratorSync({ seed, optionalsProbability: 0.5, maxLength: 200 });
  return (one: JsonSchema): unknown => generator.generate({ ...one, components });
}

const NASTY: unknown[] = [
  null, '', ' ', '\u0000', '\ud800', '\u202e', 'x'.repeat(10_000), '__proto__', "' or 1=1 --", '{{ x }}', '%00', '../../x',
  0, -1, 1.5, 1e308, -1e308, 2 ** 53, NaN, true, [], {}, [[[[]]]], { constructor: 1 }, '9999-12-31T23:59:59Z', '0000-00-00', '+1', 'a@b',
]; // prettier-ignore
const wrong: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.jsonValue({ maxDepth: 2 }),
);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns all positions in a value, as paths of keys. */
function places(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, one]) => places(one, [...path, key]))];
}

/** Returns a copy with another value at a position, or without it. */
function put(value: unknown, [key, ...rest]: string[], other: unknown): unknown {
  if (key === undefined) return other;
  if (Array.isArray(value)) return value.map((one, i) => (String(i) === key ? put(one, rest, other) : one)); // prettier-ignore
  if (!isRecord(value)) return other;
  const entries = Object.entries(value).flatMap(
    ([name, one]): [string, unknown][] =>
    name !== key ? [[name, one]] : !rest.length && other === DROP ? [] : [[name, put(one, rest, other)]], // prettier-ignore
  );
  return Object.fromEntries(entries);
}
const DROP = Symbol('drop');

/** Returns a valid value with one fault: something missing, of another type, unknown or huge. */
export function broken(valid: unknown, seed: number): unknown {
  const change = fc.record({
    at: fc.constantFrom(...places(valid)),
    value: fc.oneof({ weight: 1, arbitrary: fc.constant(DROP) }, { weight: 4, arbitrary: wrong }),
    unknown: fc.boolean(),
  });
  const [made] = fc.sample(change, { seed, numRuns: 1 });
  if (!made) return valid;
  const changed = put(valid, made.at, made.value === DROP && !made.at.length ? null : made.value);
  return made.unknown && isRecord(changed) ? { ...changed, no_such_field: made.value } : changed;
}

/** Returns any text that may appear in a query or a path. */
export const anyText = (seed: number): string =>
  String(fc.sample(fc.oneof(fc.constantFrom<unknown>(...NASTY), fc.string()), { seed, numRuns: 1 })[0])
    .toWellFormed()
    .slice(0, 3000); // prettier-ignore

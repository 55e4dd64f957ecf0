import { z } from 'zod';
import { segmentCondition } from '../../contacts/conditions/contract.ts';

/**
 * Returns the kinds of conditions as a model reads them, one line for each, made from the schema that rules are checked
 * with: `{"field": "tags", "op": "has" | "has_not", "value": "…"}: a tag …`.
 */
export const grammar = (): string[] =>
  segmentCondition.options.map(({ shape, description }) => {
    const ops = shape.op instanceof z.ZodEnum ? shape.op.options : [...shape.op.values];
    const value = shape.value instanceof z.ZodBoolean ? 'true | false' : '"…"';
    const op = ops.map((one) => JSON.stringify(one)).join(' | ');
    return `{"field": ${JSON.stringify(shape.field.value)}, "op": ${op}, "value": ${value}}: ${description ?? ''}`;
  });

import { z } from 'zod';

/** Digits in common notation. `Number` also takes `0x10`, `1e1`, ` 10 ` and an empty text. */
const WHOLE = /^-?(?:0|[1-9]\d{0,14})$/;
/**
 * Validates a whole number that comes as text (in a query, a setting, a provider's form) or, from our own code, as a
 * number.
 * @param limits both inclusive
 */
export const wholeNumber = ({ min, max }: { min: number; max?: number }) =>
  z.preprocess(
    (value) => (typeof value === 'string' && WHOLE.test(value) ? Number(value) : value),
    z
      .int({
        error: ({ code }) => (code === 'invalid_type' ? 'must be a whole number' : undefined),
      })
      .min(min)
      .max(max ?? Number.MAX_SAFE_INTEGER),
  );

import { z } from 'zod';

/** Digits as everybody writes them. `Number` also takes `0x10`, `1e1`, ` 10 ` and nothing at all. */
const WHOLE = /^-?(?:0|[1-9]\d{0,14})$/;
/**
 * A whole number that comes as text: in a query, a setting, a provider's form. From within it may come as a number.
 * @param limits both are taken
 */
export const wholeNumber = ({ min, max }: { min: number; max?: number }) =>
  z.preprocess(
    (value) => (typeof value === 'string' && WHOLE.test(value) ? Number(value) : value),
    z
      .int('must be a whole number')
      .min(min)
      .max(max ?? Number.MAX_SAFE_INTEGER),
  );

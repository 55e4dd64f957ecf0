import { z } from 'zod';

/*
 * The API's errors as pages see them. The class itself is in another bundle, so an error is recognised by its shape.
 */
const paidCall = z.object({
  model: z.string().nullable(),
  usage: z.object({ input: z.number(), output: z.number(), reported: z.boolean() }).nullable(),
  cost: z.string().nullable(),
});
const problem = z.object({
  name: z.literal('AppError'),
  kind: z.string(),
  status: z.number().int(),
  message: z.string(),
  detail: z.object({
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    retryAfter: z.number().optional(),
    extra: z.object({ reason: z.string().optional(), call: paidCall.optional() }).optional(),
  }),
});
export type Problem = z.output<typeof problem>;

/** Thrown for a form that the pages themselves refuse, in the shape of the API's errors. */
export class FormRefused extends Error {
  override readonly name = 'AppError';
  readonly kind = 'invalid';
  readonly status = 422;
  readonly detail: { errors: { path: string; message: string }[] };
  constructor(message: string, errors: { path: string; message: string }[]) {
    super(message);
    this.detail = { errors };
  }
}

/** Thrown if the subject of a form does not exist; the page says so. */
export class NotThere extends Error {
  override readonly name = 'AppError';
  readonly kind = 'not_found';
  readonly status = 404;
  readonly detail = {};
  /** @param what the beginning of a sentence: `This rule` */
  constructor(what: string) {
    super(`${what} no longer exists`);
  }
}

/** Returns the problem behind a thrown value, or undefined for an unexpected error. */
export const asProblem = (thrown: unknown): Problem | undefined => problem.safeParse(thrown).data;

import { z } from 'zod';

/*
 * The API's errors as the pages see them. The class itself lives in another bundle, so an error is known
 * by its shape.
 */
const problem = z.object({
  name: z.literal('AppError'),
  kind: z.string(),
  status: z.number().int(),
  message: z.string(),
  detail: z.object({
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    retryAfter: z.number().optional(),
  }),
});
export type Problem = z.output<typeof problem>;

/** A form that the pages refuse by themselves, in the shape of the API's errors. */
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

/** What a form is about is not there; the page says so. */
export class NotThere extends Error {
  override readonly name = 'AppError';
  readonly kind = 'not_found';
  readonly status = 404;
  readonly detail = {};
  /** @param what as the beginning of a sentence: `This rule` */
  constructor(what: string) {
    super(`${what} is not there any more`);
  }
}

/** The problem behind what was thrown, or undefined for anything we did not foresee. */
export const asProblem = (thrown: unknown): Problem | undefined => problem.safeParse(thrown).data;

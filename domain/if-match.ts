import { AppError } from '#lib/errors.ts';

/** The version that the caller edited, or several of which one must match, as If-Match may list them. */
export type IfMatch = number | readonly number[];

/**
 * Refuses a change based on an outdated version (If-Match). The row must be locked.
 * @param what the resource as the error names it: `this form`, `these rules`
 * @param ifMatch undefined skips the check
 * @throws AppError precondition_failed
 */
export function mustMatch(
  what: string,
  row: { version: number },
  ifMatch: IfMatch | undefined,
): void {
  if (ifMatch === undefined || [ifMatch].flat().includes(row.version)) return;
  throw new AppError(
    'precondition_failed',
    `Somebody else has changed ${what} in the meantime; load it again`,
  );
}

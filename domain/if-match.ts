import { AppError } from '#lib/errors.ts';

/**
 * Refuses a change based on an outdated version (If-Match). The row must be locked.
 * @param what the resource as the error names it: `this form`, `these rules`
 * @param ifMatch the version the caller edited; undefined skips the check
 * @throws AppError precondition_failed
 */
export function mustMatch(
  what: string,
  row: { version: number },
  ifMatch: number | undefined,
): void {
  if (ifMatch === undefined || ifMatch === row.version) return;
  throw new AppError(
    'precondition_failed',
    `Somebody else has changed ${what} in the meantime; load it again`,
  );
}

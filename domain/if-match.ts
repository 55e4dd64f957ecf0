import { AppError } from '#lib/errors.ts';

/**
 * Refuses a change by somebody who has not seen the last one (If-Match). Ask with the row locked.
 * @param what the thing as a sentence calls it: `this form`, `these rules`
 * @param ifMatch the version the caller edited; undefined when it does not matter to them
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

import { sayOf } from './detail-keys.ts';
import { timesIn, type Part } from '../core/times-in.ts';
import { UUID, type Detail } from './detail-values.ts';
import { wholeOf } from './detail-wholes.ts';

/** Returns the details of a row as sentences without full stops. Ids and hashes are shown only in the raw row. */
export function detailsOf(row: { action: string; detail: Detail }): Part[][] {
  const whole = wholeOf(row.action, row.detail);
  const rest = Object.entries(row.detail).filter(([key]) => !whole?.keys.includes(key));
  const told = [whole?.says ?? null, ...rest.map(([key, value]) => sayOf(key)(value, row))];
  return told.flatMap((one) => {
    const parts = one === null ? [] : [one].flat().flatMap(clean);
    return parts.length && !parts.some(tellsNothing) ? [parts] : [];
  });
}

/** Splits times out of any text, so that none is shown as stored. */
const clean = (part: Part): Part[] => (typeof part === 'string' ? timesIn(part) : [part]);

/** Whether a part is only an id, a hash or JSON. */
const tellsNothing = (part: Part): boolean =>
  typeof part === 'string' && (part.search(UUID) >= 0 || /[{[]["\s]*\w|[0-9a-f]{24}/i.test(part));

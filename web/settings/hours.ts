import type { FrequencyCap, Holiday, OpenHours } from '../../domain/message-rules/contract.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Formats `1, 2, 3, 4, 5, 7` as `Mon–Fri, Sun`. */
function dayWords(days: readonly number[]): string {
  const runs: number[][] = [];
  for (const day of [...days].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run && run.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  return runs
    .map((run) => [run[0], run.length > 1 ? run.at(-1) : undefined])
    .map((ends) => ends.flatMap((day) => DAYS[(day ?? 0) - 1] ?? []).join('–'))
    .join(', ');
}

/** Says in words when messages may arrive; missing days are closed. */
export const hoursWords = (hours: readonly OpenHours[]): string =>
  hours.length
    ? hours.map(({ days, from, to }) => `${dayWords(days)} ${from}–${to}`).join('; ')
    : 'Never';

/** The three kinds of day in the form. */
export const DAY_KINDS = [
  { name: 'weekdays', label: 'Monday to Friday', days: [1, 2, 3, 4, 5] },
  { name: 'saturday', label: 'Saturday', days: [6] },
  { name: 'sunday', label: 'Sunday', days: [7] },
] as const;

/** Formats the window of a cap: a day, a week, or hours. */
export function windowWords(hours: number): string {
  if (hours % 168 === 0) return hours === 168 ? 'a week' : `${hours / 168} weeks`;
  if (hours % 24 === 0) return hours === 24 ? 'a day' : `${hours / 24} days`;
  return hours === 1 ? 'an hour' : `${hours} hours`;
}

/** Identifies a holiday: a region has at most one a day. */
export const holidayId = ({ region, day }: Pick<Holiday, 'region' | 'day'>): string =>
  `${region} ${day}`;

/** Identifies a cap by its content, because its position in the list changes when another one is removed. */
export const capId = ({ channel, most, hours, purpose }: FrequencyCap): string =>
  [channel, most, hours, purpose ?? ''].join(' ');

import type { PageSession } from '../../api/client-types.ts';

/** Months that a page offers. */
const MONTHS = 12;
/** Most ids of one request for names. */
const MOST_IDS = 200;

/** Returns the last months as `2026-11`, this one first. @param first the first day of this month */
export function monthsBefore(first: string): string[] {
  const [year = 0, month = 1] = first.split('-').map(Number);
  return Array.from({ length: MONTHS }, (_, i) =>
    new Date(Date.UTC(year, month - 1 - i, 1)).toISOString().slice(0, 7),
  );
}

type Day = { day: string; cost: string; tokens: number; calls: number };

/** Returns every day of a month, those without a call too. */
export function daysOfMonth({
  month: { first, ends_at },
  by_day,
}: {
  month: { first: string; ends_at: string };
  by_day: readonly Day[];
}): Day[] {
  const known = new Map(by_day.map((one) => [one.day, one]));
  const start = Date.parse(first);
  const length = Math.round((Date.parse(ends_at) - start) / DAY);
  return Array.from({ length }, (_, i) => {
    const day = new Date(start + i * DAY).toISOString().slice(0, 10);
    return known.get(day) ?? { day, cost: '0', tokens: 0, calls: 0 };
  });
}

const DAY = 86_400_000;

type Who = { actor_type: string; actor_id: string | null };

/** Returns who asked as one value of a filter. */
export const whoOf = ({ actor_type, actor_id }: Who): string =>
  [actor_type, actor_id].filter(Boolean).join(' ');

/** Returns the names of members and keys by their ids, as far as the reader may know them. */
export async function actorsOf(
  api: PageSession['api'],
  { permissions }: Pick<PageSession, 'permissions'>,
  rows: readonly Who[],
): Promise<Record<string, string>> {
  const ids = new Set(rows.flatMap((row) => (isNamed(row) && row.actor_id ? [row.actor_id] : [])));
  if (!ids.size || !permissions.includes('organization:read')) return {};
  const query = { ids: [...ids].slice(0, MOST_IDS).join(',') };
  const { data } = await api.actors.list({ query });
  return Object.fromEntries(data.flatMap(({ id, name }) => (name === null ? [] : [[id, name]])));
}

const isNamed = ({ actor_type }: { actor_type: string }): boolean =>
  actor_type === 'user' || actor_type === 'api_key';

import type { FieldError } from '#lib/errors.ts';

type Rule = {
  region: string;
  enabled: boolean;
  no_holidays: boolean;
  hours: readonly { days: readonly number[]; from: string; to: string }[];
};
type Rules = {
  enabled: boolean;
  rules: readonly Rule[];
  holidays: readonly { region: string }[];
};

/** Returns whether a holiday of a region closes the rules of another. One of a country applies in its states. */
export const within = (region: string, of: string): boolean =>
  of === '*' || region === of || region.startsWith(`${of}-`);

/**
 * Returns errors for quiet hours that would hold nothing: they are on without a rule that is on, or a rule that is on is
 * open at all times.
 */
export function holdingNothing({ enabled, rules }: Omit<Rules, 'holidays'>): FieldError[] {
  const none = enabled && !rules.some((rule) => rule.enabled);
  return [
    ...(none ? [{ path: 'rules', message: 'has no rule that is on, so no message would wait. Add one, or switch quiet hours off' }] : []),
    ...rules.flatMap((rule, i) =>
      rule.enabled && !rule.no_holidays && isAlwaysOpen(rule)
        ? [{ path: `rules.${i}.hours`, message: 'is open at all times, so no message would wait. Close some hours, or switch the rule off' }]
        : [],
    ),
  ];
} // prettier-ignore

/** Returns what is valid but changes nothing as the rules and holidays are now, by its place. */
export function withoutEffect(now: Rules): FieldError[] {
  const closing = now.rules.filter((rule) => rule.enabled && rule.no_holidays);
  return [
    ...holdingNothing(now),
    ...now.rules.flatMap((rule, i) =>
      closing.includes(rule) && isAlwaysOpen(rule) && !now.holidays.some(({ region }) => within(rule.region, region))
        ? [{ path: `rules.${i}.hours`, message: 'is open at all times, and no holiday is of this region' }]
        : [],
    ),
    ...now.holidays.flatMap(({ region }, i) =>
      closing.some((rule) => within(rule.region, region))
        ? []
        : [{ path: `holidays.${i}`, message: `closes nothing: no rule for ${region === '*' ? 'any region' : region} closes on holidays` }],
    ),
  ];
} // prettier-ignore

const WEEK = [1, 2, 3, 4, 5, 6, 7];

const isAlwaysOpen = ({ hours }: Rule): boolean =>
  WEEK.every((day) => {
    const today = hours.filter(({ days }) => days.includes(day));
    const inOrder = today.toSorted((a, b) => (a.from < b.from ? -1 : 1));
    // Times have one form, so they compare as texts.
    const open = inOrder.reduce(
      (until, { from, to }) => (from <= until && to > until ? to : until),
      '00:00',
    );
    return open === '24:00';
  });

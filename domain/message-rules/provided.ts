import type { Holiday, OpenHours, QuietHoursRule } from './contract.ts';

/*
 * Rules of a new tenant. They are data, not law in code: each line has its source and date, and the tenant may change
 * it, switch it off or add to it. Secondary sources disagree about the states; the stricter one is taken.
 */
const AS_OF = '2026-11-21';
const WEEK = [1, 2, 3, 4, 5, 6, 7];
const every = (from: string, to: string): OpenHours[] => [{ days: WEEK, from, to }];
const REPORTED = 'Reported by referrizer.com and dropcowboy.com; check the statute';

type State = { hours: OpenHours[]; noHolidays?: boolean };
const NO_SUNDAY: OpenHours[] = [{ days: [1, 2, 3, 4, 5, 6], from: '08:00', to: '20:00' }];

const STATES: Record<string, State> = {
  'US-AL': { hours: [{ days: [1, 2, 3, 4, 5, 6], from: '08:00', to: '21:00' }], noHolidays: true },
  'US-CT': { hours: every('09:00', '20:00') },
  'US-FL': { hours: every('08:00', '20:00') },
  'US-KY': { hours: every('10:00', '21:00') },
  'US-LA': { hours: NO_SUNDAY, noHolidays: true },
  'US-MA': { hours: every('08:00', '20:00') },
  'US-MD': { hours: every('08:00', '20:00') },
  'US-MI': { hours: every('09:00', '21:00') },
  'US-MN': { hours: every('09:00', '21:00') },
  'US-MS': { hours: NO_SUNDAY, noHolidays: true },
  'US-NJ': { hours: every('08:00', '20:00') },
  'US-NM': { hours: every('09:00', '21:00') },
  'US-NV': { hours: every('09:00', '20:00') },
  'US-OK': { hours: every('08:00', '20:00') },
  'US-RI': {
    hours: [
      { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' },
      { days: [6, 7], from: '10:00', to: '17:00' },
    ],
  },
  'US-TX': {
    hours: [
      { days: [1, 2, 3, 4, 5, 6], from: '09:00', to: '21:00' },
      { days: [7], from: '12:00', to: '21:00' },
    ],
  },
};

const rule = (
  region: string,
  hours: OpenHours[],
  source: string,
  no_holidays = false,
): QuietHoursRule => ({ region, hours, no_holidays, source, as_of: AS_OF, enabled: true });

export const PROVIDED_RULES: readonly QuietHoursRule[] = [
  rule(
    '*',
    [
      { days: [1, 2, 3, 4, 5, 6], from: '09:00', to: '20:00' },
      { days: [7], from: '12:00', to: '20:00' },
    ],
    'Recommended by Assent; the laws below hold beside it',
  ),
  rule(
    'US',
    every('08:00', '21:00'),
    '47 CFR 64.1200(c)(1): 8 a.m. to 9 p.m., called party’s time',
  ),
  ...Object.entries(STATES).map(([region, { hours, noHolidays }]) =>
    rule(region, hours, REPORTED, noHolidays),
  ),
];

/** Federal holidays, 5 U.S.C. 6103, on the days themselves, not the days observed. */
const DAYS: readonly (readonly [string, readonly string[]])[] = [
  ['New Year’s Day', ['2027-01-01', '2028-01-01', '2029-01-01']],
  ['Martin Luther King Jr. Day', ['2027-01-18', '2028-01-17', '2029-01-15']],
  ['Washington’s Birthday', ['2027-02-15', '2028-02-21', '2029-02-19']],
  ['Memorial Day', ['2027-05-31', '2028-05-29', '2029-05-28']],
  ['Juneteenth', ['2027-06-19', '2028-06-19', '2029-06-19']],
  ['Independence Day', ['2027-07-04', '2028-07-04', '2029-07-04']],
  ['Labor Day', ['2027-09-06', '2028-09-04', '2029-09-03']],
  ['Columbus Day', ['2027-10-11', '2028-10-09', '2029-10-08']],
  ['Veterans Day', ['2027-11-11', '2028-11-11', '2029-11-11']],
  ['Thanksgiving Day', ['2026-11-26', '2027-11-25', '2028-11-23', '2029-11-22']],
  ['Christmas Day', ['2026-12-25', '2027-12-25', '2028-12-25', '2029-12-25']],
];

export const PROVIDED_HOLIDAYS: readonly Holiday[] = DAYS.flatMap(([name, days]) =>
  days.map((day) => ({ region: 'US', day, name })),
);

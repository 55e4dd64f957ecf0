import { z } from 'zod';
import { visibleName } from '#lib/visible.ts';
import { purposeRef } from '../consent/contract.ts';
import { channel } from '../channel.contract.ts';
import { countryCodeOf } from '../countries.contract.ts';
import { calendarDay } from '../instant.contract.ts';
import { STATE_ZONES } from './nanp.ts';
import { holdingNothing } from './without-effect.ts';

/** Countries in whose states people can be located. A rule for any other state would never apply. */
const WITH_STATES = new Set(
  [...STATE_ZONES.keys()].flatMap((one) => (one.includes('-') ? [one.slice(0, 2)] : [])),
);

/** Returns the region code for the letters or name of a country; null for anything else. */
export function regionOf(text: string): string | null {
  const said = text.trim();
  if (said === '*') return said;
  const code = said.toUpperCase();
  return STATE.test(code) ? (STATE_ZONES.has(code) ? code : null) : countryCodeOf(said);
}

const STATE = /^[A-Z]{2}-[A-Z0-9]{1,3}$/;

function whatIsWrong(text: string): string {
  const [country] = STATE.exec(text.trim().toUpperCase())?.[0].split('-') ?? [];
  if (country && countryCodeOf(country) === country && !WITH_STATES.has(country)) {
    return `would apply to nobody: states are known for the United States and Canada only. Use the country, ${country}`;
  }
  return 'must be *, a country such as Germany or DE, or a state such as US-FL';
}

/** `*` is everywhere, `US` a country, `US-FL` one of its states (ISO 3166-1 and -2). */
export const region = z
  .string()
  .refine((text) => regionOf(text) !== null, {
    error: ({ input }) => whatIsWrong(String(input)),
  })
  .overwrite((text) => regionOf(text) ?? text);

/** A time of day on the recipient's clock; the end may be 24:00. */
const timeOfDay = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as 09:00');

/** Days are ISO weekdays: 1 is Monday, 7 is Sunday. */
export const openHours = z
  .strictObject({
    days: z.array(z.int().min(1).max(7)).min(1).max(7),
    from: timeOfDay,
    to: timeOfDay,
  })
  .refine((h) => h.from < h.to, { path: ['to'], message: 'must be later than from' });
export type OpenHours = z.output<typeof openHours>;

/** When messages may arrive in a region, with the source and date of the rule. A day that is not named is closed. */
export const quietHoursRule = z.strictObject({
  region,
  hours: z.array(openHours).max(14),
  no_holidays: z.boolean().default(false),
  source: z.string().trim().min(1).max(500),
  as_of: calendarDay,
  enabled: z.boolean().default(true),
});
export type QuietHoursRule = z.output<typeof quietHoursRule>;

export const holiday = z.strictObject({
  region,
  day: calendarDay,
  name: visibleName(100),
});
export type Holiday = z.output<typeof holiday>;

const unlike = (keys: readonly string[]): boolean => new Set(keys).size === keys.length;

/** Replaces everything: entries missing from `rules` or `holidays` are deleted. */
const quietHoursParts = z.strictObject({
  enabled: z.boolean(),
  channels: z.array(channel).max(2),
  /** Also applies to messages about something the person asked for. Verification codes are never deferred. */
  transactional: z.boolean().default(false),
  rules: z
    .array(quietHoursRule)
    .max(300)
    .refine((rules) => unlike(rules.map((r) => r.region)), 'contains a region twice'),
  holidays: z
    .array(holiday)
    .max(2000)
    .refine((days) => unlike(days.map((h) => `${h.region} ${h.day}`)), 'contains a day twice'),
});
const withoutEffect = z.strictObject({ path: z.string().max(100), message: z.string().max(500) });
export const quietHours = quietHoursParts
  .extend({
    without_effect: z.array(withoutEffect).max(1000).optional().meta({
      readOnly: true,
      description: 'As in the answer, so that it can be sent back; it is not read',
    }),
  })
  .superRefine((given, check) => {
    const issue = (path: string, message: string): void =>
      check.addIssue({ code: 'custom', path: path.split('.'), message });
    if (given.enabled && !given.channels.length) {
      issue('channels', 'is empty while quiet hours are on: no message would wait. Choose a channel, or switch them off'); // prettier-ignore
    }
    for (const { path, message } of holdingNothing(given)) issue(path, message);
  });
export type QuietHours = Omit<z.output<typeof quietHours>, 'without_effect'>;

/** The quiet hours as read: regions stored before the list of regions existed are shown unchanged. */
export const keptQuietHours = quietHoursParts.extend({
  rules: z.array(quietHoursRule.extend({ region: z.string() })),
  holidays: z.array(holiday.extend({ region: z.string() })),
});

/** At most `most` marketing messages to one address within `hours`. */
export const frequencyCap = z.strictObject({
  channel,
  most: z.int().min(1).max(1000),
  hours: z.int().min(1).max(8784),
  /** Omitted: every marketing purpose together. */
  purpose: purposeRef.nullable().default(null),
});
export type FrequencyCap = z.output<typeof frequencyCap>;

export const frequencyCaps = z.strictObject({
  /** `hold`: the message is deferred until there is room again. `refuse`: it is not sent. */
  over: z.enum(['hold', 'refuse']).default('hold'),
  caps: z.array(frequencyCap).max(50),
});
export type FrequencyCaps = z.output<typeof frequencyCaps>;

/** Reasons to defer a message although its person has consented. */
export const HELD = ['quiet_hours', 'frequency_cap'] as const;
export type Held = (typeof HELD)[number];

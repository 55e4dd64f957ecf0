import type { PageSession } from '../../api/client-types.ts';
import { channel } from '../../domain/channel.contract.ts';
import { regionOf, type OpenHours } from '../../domain/message-rules/contract.ts';
import { own } from '../../lib/own.ts';
import { typedNumber } from '../../lib/typed-number.ts';
import { capId, DAY_KINDS, holidayId } from '../settings/hours.ts';
import type { Forms } from './declared.server.ts';
import { chosen, text } from './fields.server.ts';
import { asProblem, FormRefused, NotThere } from './problem.server.ts';

type Api = PageSession['api'];
type Rules = Awaited<ReturnType<Api['messageRules']['quietHours']>>;
type Given = Omit<Rules, 'version' | 'without_effect'>;
type Caps = Awaited<ReturnType<Api['messageRules']['frequencyCaps']>>;

/** Changes one part of the quiet hours; refused if somebody else changed them meanwhile. */
async function changeQuietHours(api: Api, change: (now: Given) => Partial<Given>): Promise<void> {
  const { version, without_effect: _, ...now } = await api.messageRules.quietHours({});
  await api.messageRules.putQuietHours({ body: { ...now, ...change(now) }, ifMatch: version });
}

/** Changes one part of the frequency caps; refused if somebody else changed them meanwhile. */
async function changeCaps(
  api: Api,
  change: (now: Omit<Caps, 'version'>) => Partial<Omit<Caps, 'version'>>,
): Promise<void> {
  const { version, ...now } = await api.messageRules.frequencyCaps({});
  await api.messageRules.putFrequencyCaps({ body: { ...now, ...change(now) }, ifMatch: version });
}

/** The fields of the form by the last part of a path of the API. */
type FieldOf = (part: string) => string | undefined;

const HOLIDAY_NAMES = { region: 'holiday_region', day: 'day', name: 'holiday_name' };
const HOLIDAY_FIELDS: FieldOf = (part) => own(HOLIDAY_NAMES, part);

const CAP_NAMES = { channel: 'channel', most: 'most', hours: 'hours', purpose: 'purpose' };
const CAP_FIELDS: FieldOf = (part) => own(CAP_NAMES, part);

/** The fields of the rule's form: `hours.1.from` is of the second kind of day that has hours. */
function ruleFields(form: FormData): FieldOf {
  const open = DAY_KINDS.filter(
    ({ name }) => text(form, `${name}_from`) && text(form, `${name}_to`),
  );
  return (part) => {
    // A rule that is never closed has its hours on every kind of day.
    if (part === 'hours') return `${DAY_KINDS[0].name}_from`;
    const [, at, end] = /^hours\.(\d+)\.(from|to)$/.exec(part) ?? [];
    if (at === undefined) return own({ region: 'region', source: 'source', as_of: 'as_of' }, part);
    const kind = open[Number(at)];
    return kind && `${kind.name}_${end}`;
  };
}

/**
 * Shows the errors of the entry that a form adds at the fields that were typed in. The API is given the whole list
 * and names the place in it.
 */
async function atFields(fieldOf: FieldOf, change: () => Promise<void>): Promise<void> {
  try {
    await change();
  } catch (error) {
    const problem = asProblem(error);
    const errors = problem?.status === 422 ? problem.detail.errors : undefined;
    if (!problem || !errors?.length) throw error;
    throw new FormRefused(
      problem.message,
      errors.map(({ path, message }) => {
        const part = /^(?:rules|holidays|caps)\.\d+\.(.+)$/.exec(path)?.[1] ?? path;
        return { path: fieldOf(part) ?? path, message };
      }),
    );
  }
}

/** Refuses a kind of day with one time only: it would be closed, which nobody asked for. */
function mustBeWhole(form: FormData): void {
  const errors = DAY_KINDS.flatMap(({ name }) => {
    const fields = [`${name}_from`, `${name}_to`];
    const empty = fields.filter((field) => !text(form, field));
    const message = 'is missing. Leave both times empty where nothing may arrive';
    return empty.length === 1 ? [{ path: empty[0] ?? '', message }] : [];
  });
  if (errors.length) throw new FormRefused('The rule was not saved', errors);
}

/** Reads the typed hours; a kind of day without both times is closed. */
const typedHours = (form: FormData): OpenHours[] =>
  DAY_KINDS.flatMap(({ name, days }) => {
    const [from, to] = [text(form, `${name}_from`), text(form, `${name}_to`)];
    return from && to ? [{ days: [...days], from, to }] : [];
  });

/** The forms of the page. */
export const MESSAGE_RULES_FORMS = {
  switches: [],
  toggle: ['id'],
  'remove-rule': ['id'],
  rule: [
    'region',
    'source',
    'as_of',
    ...DAY_KINDS.flatMap(({ name }) => [`${name}_from`, `${name}_to`]),
  ],
  holiday: ['holiday_region', 'day', 'holiday_name'],
  'remove-holiday': ['id'],
  cap: ['channel', 'most', 'hours', 'purpose', 'over'],
  'remove-cap': ['id'],
} satisfies Forms;

/** Does what a form of the page asks for; each form sends its intent. */
export async function changeMessageRules(api: Api, form: FormData): Promise<void> {
  const id = text(form, 'id');
  switch (text(form, 'intent')) {
    case 'switches':
      await changeQuietHours(api, () => ({
        enabled: form.get('enabled') === 'on',
        channels: channel.options.filter((one) => form.get(one) === 'on'),
        transactional: form.get('transactional') === 'on',
      }));
      break;
    case 'toggle':
      await changeQuietHours(api, ({ rules }) => {
        if (!rules.some((r) => r.region === id)) throw new NotThere('This rule');
        return { rules: rules.map((r) => (r.region === id ? { ...r, enabled: !r.enabled } : r)) };
      });
      break;
    case 'remove-rule':
      await changeQuietHours(api, ({ rules }) => {
        const kept = rules.filter((r) => r.region !== id);
        if (kept.length === rules.length) throw new NotThere('This rule');
        return { rules: kept };
      });
      break;
    case 'rule': {
      mustBeWhole(form);
      const typed = text(form, 'region') ?? '';
      const region = regionOf(typed) ?? typed;
      const rule = {
        region,
        hours: typedHours(form),
        no_holidays: form.get('no_holidays') === 'on',
        source: text(form, 'source') ?? '',
        as_of: text(form, 'as_of') ?? '',
        enabled: true,
      };
      await atFields(ruleFields(form), () =>
        changeQuietHours(api, ({ rules }) => ({
          rules: [...rules.filter((r) => r.region !== region), rule],
        })),
      );
      break;
    }
    case 'holiday': {
      const typed = text(form, 'holiday_region') ?? '';
      const holiday = {
        region: regionOf(typed) ?? typed,
        day: text(form, 'day') ?? '',
        name: text(form, 'holiday_name') ?? '',
      };
      await atFields(HOLIDAY_FIELDS, () =>
        changeQuietHours(api, ({ holidays }) => {
          const same = holidays.find((one) => holidayId(one) === holidayId(holiday));
          if (same) {
            const message = `is a holiday there already: ${same.name}`;
            throw new FormRefused('This holiday was not added', [{ path: 'day', message }]);
          }
          return { holidays: [...holidays, holiday] };
        }),
      );
      break;
    }
    case 'remove-holiday':
      await changeQuietHours(api, ({ holidays }) => {
        const kept = holidays.filter((h) => holidayId(h) !== id);
        if (kept.length === holidays.length) throw new NotThere('This holiday');
        return { holidays: kept };
      });
      break;
    case 'cap':
      await atFields(CAP_FIELDS, () =>
        changeCaps(api, ({ caps }) => ({
          over: chosen(form, 'over', ['hold', 'refuse'] as const),
          caps: [
            ...caps,
            {
              channel: chosen(form, 'channel', channel.options),
              most: typedNumber(text(form, 'most')),
              hours: typedNumber(text(form, 'hours')),
              purpose: text(form, 'purpose') ?? null,
            },
          ],
        })),
      );
      break;
    case 'remove-cap':
      await changeCaps(api, ({ caps }) => {
        const at = caps.findIndex((cap) => capId(cap) === id);
        if (at < 0) throw new NotThere('This cap');
        return { caps: caps.toSpliced(at, 1) };
      });
  }
}

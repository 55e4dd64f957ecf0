import type { PageSession } from '../../api/client-types.ts';
import { channel } from '../../domain/channel.contract.ts';
import { regionOf, type OpenHours } from '../../domain/message-rules/contract.ts';
import { typedNumber } from '../../lib/typed-number.ts';
import { capId, DAY_KINDS, holidayId } from '../settings/hours.ts';
import type { Forms } from './declared.server.ts';
import { chosen, text } from './fields.server.ts';
import { NotThere } from './problem.server.ts';

type Api = PageSession['api'];
type Rules = Awaited<ReturnType<Api['messageRules']['quietHours']>>;
type Caps = Awaited<ReturnType<Api['messageRules']['frequencyCaps']>>;

/** Changes one part of the quiet hours; refused if somebody else changed them meanwhile. */
async function changeQuietHours(
  api: Api,
  change: (now: Omit<Rules, 'version'>) => Partial<Omit<Rules, 'version'>>,
): Promise<void> {
  const { version, ...now } = await api.messageRules.quietHours({});
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
    case 'rule': {
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
      await changeQuietHours(api, ({ rules }) => ({
        rules: [...rules.filter((r) => r.region !== region), rule],
      }));
      break;
    }
    case 'holiday':
      await changeQuietHours(api, ({ holidays }) => ({
        holidays: [
          ...holidays,
          {
            region: text(form, 'holiday_region') ?? '',
            day: text(form, 'day') ?? '',
            name: text(form, 'holiday_name') ?? '',
          },
        ],
      }));
      break;
    case 'remove-holiday':
      await changeQuietHours(api, ({ holidays }) => {
        const kept = holidays.filter((h) => holidayId(h) !== id);
        if (kept.length === holidays.length) throw new NotThere('This holiday');
        return { holidays: kept };
      });
      break;
    case 'cap':
      await changeCaps(api, ({ caps }) => ({
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
      }));
      break;
    case 'remove-cap':
      await changeCaps(api, ({ caps }) => {
        const at = caps.findIndex((cap) => capId(cap) === id);
        if (at < 0) throw new NotThere('This cap');
        return { caps: caps.toSpliced(at, 1) };
      });
  }
}

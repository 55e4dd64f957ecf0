import type { PageSession } from '../../api/client-types.ts';
import type { OpenHours } from '../../domain/message-rules/contract.ts';
import { DAY_KINDS } from '../settings/hours.ts';
import { text } from './fields.server.ts';

type Api = PageSession['api'];
type Rules = Awaited<ReturnType<Api['messageRules']['quietHours']>>;
type Caps = Awaited<ReturnType<Api['messageRules']['frequencyCaps']>>;

/** Changes one thing of the quiet hours; refused when somebody else changed them meanwhile. */
export async function changeQuietHours(
  api: Api,
  change: (now: Omit<Rules, 'version'>) => Partial<Omit<Rules, 'version'>>,
): Promise<void> {
  const { version, ...now } = await api.messageRules.quietHours({});
  await api.messageRules.putQuietHours({ body: { ...now, ...change(now) }, ifMatch: version });
}

export async function changeCaps(
  api: Api,
  change: (now: Omit<Caps, 'version'>) => Partial<Omit<Caps, 'version'>>,
): Promise<void> {
  const { version, ...now } = await api.messageRules.frequencyCaps({});
  await api.messageRules.putFrequencyCaps({ body: { ...now, ...change(now) }, ifMatch: version });
}

/** The hours as typed; a kind of day without both times is closed. */
export const typedHours = (form: FormData): OpenHours[] =>
  DAY_KINDS.flatMap(({ name, days }) => {
    const [from, to] = [text(form, `${name}_from`), text(form, `${name}_to`)];
    return from && to ? [{ days: [...days], from, to }] : [];
  });

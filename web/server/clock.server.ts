import type { PageContext } from '../../api/client-types.ts';
import { isTimeZone } from '../../domain/time-zone.contract.ts';
import type { Clock } from '../core/clock.ts';

/**
 * Returns the reader's language and time zone. Their browser sends the zone in the cookie `zone`
 * (shell/zone-script.ts); before that it is the organization's. The language is the browser's.
 */
export function clockOf(request: Request, session: PageContext['session']): Clock {
  const cookie = /(?:^|;\s*)zone=([^;]+)/.exec(request.headers.get('cookie') ?? '')?.[1];
  const zone =
    [decode(cookie), session?.organization.time_zone].find((one) => one && isTimeZone(one)) ??
    'UTC';
  const wanted = request.headers.get('accept-language')?.split(/[,;]/)[0]?.trim();
  return { locale: [wanted, session?.organization.locale].find(isLocale) ?? 'en', zone };
}

const decode = (text: string | undefined): string | undefined =>
  text && /^[A-Za-z0-9_+/%-]{1,120}$/.test(text) ? text.replaceAll('%2F', '/') : undefined;

const isLocale = (locale: string | undefined): locale is string => {
  try {
    return Boolean(locale && Intl.DateTimeFormat.supportedLocalesOf(locale).length);
  } catch {
    return false;
  }
};

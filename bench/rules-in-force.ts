import type { Context, Services } from '#domain/context.ts';
import { putFrequencyCaps, putQuietHours } from '#domain/message-rules/update.ts';

const WEEK = [1, 2, 3, 4, 5, 6, 7];

/**
 * Puts quiet hours and a frequency cap in force that everybody of a campaign is asked about and that defer nobody: mail
 * rests only on the weekday three days from now, and a person may get 1,000 mails a day.
 */
export async function putRulesInForce(services: Services, ctx: Context): Promise<void> {
  const resting = ((new Date().getUTCDay() + 2) % 7) + 1;
  const days = WEEK.filter((day) => day !== resting);
  await putQuietHours(services, ctx, {
    enabled: true,
    channels: ['email'],
    transactional: true,
    rules: [
      {
        region: '*',
        hours: [{ days, from: '00:00', to: '24:00' }],
        no_holidays: true,
        source: 'bench',
        as_of: '2026-11-30',
        enabled: true,
      },
    ],
    holidays: [],
  });
  await putFrequencyCaps(services, ctx, {
    over: 'hold',
    caps: [{ channel: 'email', most: 1000, hours: 24, purpose: null }],
  });
}

import { systemContext, type Services } from '#domain/context.ts';
import { destinationOf } from '#domain/prices/destination.ts';
import { changeSettings } from '#domain/verification/change-settings.ts';
import type { TenantId } from '#lib/ids.ts';
import type { PhoneCompany } from './phone-company.ts';

/** Returns the time in milliseconds of this machine's clock. */
export const now = (): number => performance.timeOrigin + performance.now();

/** Sets an organization's limits for codes so high that a measurement does not meet them. */
export const allowManyCodes = (services: Services, id: TenantId): Promise<unknown> =>
  changeSettings(services, systemContext(id), { sends_per_minute: 10_000, daily_cap: '1000000' });

/** Calls POST /verifications like a client and waits until the code is at the provider. */
export const startVerification =
  (url: string, key: string, phones: PhoneCompany) =>
  async (to: string): Promise<{ answered: number; handedOver: number }> => {
    const arrival = phones.arrival(to);
    const began = now();
    const response = await fetch(`${url}/api/v1/verifications`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'sms', to }),
    });
    const answer = await response.text();
    if (response.status !== 202) throw new Error(`${response.status}: ${answer}`);
    const answered = now() - began;
    return { answered, handedOver: (await arrival) - began };
  };

/**
 * Returns numbers spread over the United States: more than 19 in one area would trigger the guard against pumping.
 */
export function someNumbers(count: number): string[] {
  const areas = Array.from({ length: 800 }, (_, i) => 200 + i).filter((area) => {
    const { country, type } = destinationOf(`+1${area}5550123`);
    return country === 'US' && type === 'mobile';
  });
  return Array.from(
    { length: count },
    (_, i) =>
      `+1${areas[i % areas.length]}55501${String(Math.floor(i / areas.length)).padStart(2, '0')}`,
  );
}

import type { Context, Services } from '#domain/context.ts';
import { sendWithConsent } from '#domain/messaging/send-with-consent.ts';
import type { Person } from './consent.ts';

/** Requests one message to a person, like the API, with its purpose's default template. */
export const sendTo = (
  services: Services,
  ctx: Context,
  { channel, address, purpose }: Person,
  ifNoConsent: 'request' | 'refuse' = 'refuse',
) =>
  sendWithConsent(services, ctx, {
    ...(channel === 'sms' ? { phone: address } : { email: address }),
    channel,
    purpose,
    variables: { message: 'News.' },
    if_no_consent: ifNoConsent,
  });

/** Makes everything in the outbox due now. */
export const passTime = (services: Services, ctx: Context): Promise<unknown> =>
  services.db.withTenant(ctx, (trx) => trx('outbox').update({ due_at: trx.fn.now() }));

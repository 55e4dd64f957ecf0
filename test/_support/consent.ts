import type { Context, Services } from '#domain/context.ts';
import { purposeNamed } from '#domain/purposes/purposes.ts';
import { lockConsent } from '#domain/consent/record/lock-consents.ts';
import { recordEvent } from '#domain/consent/record/record-event.ts';
import { withdrawConsent } from '#domain/consent/withdraw/withdraw.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { resolveContact } from '#domain/contacts/resolve-contact.ts';

export type Person = { channel: 'sms' | 'email'; address: string; purpose: string };

const ref = ({ channel, address }: Person) =>
  channel === 'sms' ? { phone: address } : { email: address };

/** Grants a consent with a proved address; other tests cover the steps. */
export async function grantConsent(
  services: Services,
  ctx: Context,
  person: Person,
): Promise<{ contactId: string; eventId: string }> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const purpose = await purposeNamed(trx, person.purpose);
    const contact = await resolveContact(trx, keys, ctx, ref(person), {
      channel: person.channel,
      create: true,
    });
    const consent = await lockConsent(trx, ctx, keys, {
      addressBidx: contact.addressBidx,
      address: contact.address,
      channel: person.channel,
      purposeId: purpose.id,
      contactId: contact.id,
    });
    const { eventId } = await recordEvent(
      trx,
      ctx,
      keys,
      consent,
      { action: 'grant', source: 'web_form', proven: true },
      { capturedAt: timeOf(trx), source: 'web_form', contactId: contact.id },
    );
    if (!eventId) throw new Error('the consent could not be granted');
    return { contactId: contact.id, eventId };
  });
}

/** Withdraws the same person's consent. */
export const stopConsent = (services: Services, ctx: Context, person: Person) =>
  withdrawConsent(services, ctx, {
    ...ref(person),
    channel: person.channel,
    purpose: person.purpose,
    source: 'web_form',
  });

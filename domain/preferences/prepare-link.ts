import { Consent } from '#models/consent.ts';
import { addressToWriteTo } from '../consent/consent-address.ts';
import type { Context, Services } from '../context.ts';
import { beginAgain, beginMessage, cancelDeferred } from '../message-ledger/place.ts';
import { languagesFrom } from '../languages.ts';
import { assertNotResting } from '../senders/sender-rests.ts';
import type { Rendered } from '../templates/contract.ts';
import { compileTemplate } from '../templates/render.ts';
import { contactById, organizationVariables } from '../templates/variables.ts';
import { preferencesUrlOf } from '../signed-links/links.ts';
import { LINK_MESSAGES } from './words.ts';

export type LinkMessage = Rendered & { messageId: string; channel: 'sms' | 'email'; to: string };

/**
 * Writes the message with a link into the ledger as `sending` and returns it for hand-over; null when its sending
 * began before: it is never sent twice. It rests on the last event of the consent: what the person wants to see.
 * @throws SenderRests
 */
export async function prepareLink(
  services: Services,
  ctx: Context,
  { id, consentId }: { id: string; consentId: string },
): Promise<LinkMessage | null> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const consent = await Consent.query(trx).findOne({ id: consentId });
    if (!consent?.last_event_id || !consent.address_enc) {
      await cancelDeferred(trx, ctx, id);
      return null;
    }
    await assertNotResting(trx, consent.channel);
    const begun =
      (await beginAgain(trx, ctx, id)) ||
      (await beginMessage(trx, ctx, {
        id,
        contact_id: consent.contact_id,
        channel: consent.channel,
        purpose_id: consent.purpose_id,
        address_bidx: consent.address_bidx,
        reason: 'preferences_link',
        consent_event_id: consent.last_event_id,
      }));
    if (!begun) return null;
    const contact = await contactById(trx, keys, consent.contact_id);
    const { locale }: { locale: string } = await trx('tenants').first('locale');
    const [language = 'en' as const] = languagesFrom(contact.locale || locale);
    const rendered = compileTemplate(LINK_MESSAGES[language][consent.channel]).render({
      organization: await organizationVariables(trx),
      contact,
      preferences_url: preferencesUrlOf(services.publicUrl, keys, {
        tenantId: ctx.tenantId,
        id: consent.id,
      }),
    });
    return {
      ...rendered,
      messageId: id,
      channel: consent.channel,
      to: addressToWriteTo(keys, consent),
    };
  });
}

import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Consent } from '#models/consent.ts';
import { ConsentEvent } from '#models/consent-event.ts';
import type { Context, Services } from '../context.ts';
import { beginAgain, beginMessage, cancelDeferred } from '../message-ledger/place.ts';
import type { Rendered } from '../templates/contract.ts';
import { assertNotResting } from '../senders/sender-rests.ts';
import { defaultTemplateFor } from '../templates/read.ts';
import { optOutWords } from '../templates/provided/sms.ts';
import { compileTemplate } from '../templates/render.ts';
import type { ValuesOf } from '../templates/values.contract.ts';
import { contactById, organizationVariables } from '../templates/variables.ts';
import { sourceOf } from '../templates/view.ts';
import { receiptUrl, optOutLinks } from '../signed-links/links.ts';
import { askedLanguage } from '../consent/ask/asked-language.ts';
import { addressToWriteTo } from '../consent/consent-address.ts';
import {
  askedTogether,
  namesOfEvents,
  purposeNames,
  type NamedPurpose,
} from '../consent/ask/proves.ts';

/**
 * The message that tells a person what was recorded. Its ledger row has the id of the event, so there is one per
 * event.
 */
export type Confirmation = Rendered & {
  messageId: string;
  channel: 'sms' | 'email';
  to: string;
  list: { unsubscribeUrl: string; purposeId: string };
};
export type ConfirmationCategory = 'confirmation' | 'opt_out_confirmation';

/** Withdrawals that are answered elsewhere, or must not be answered. */
const NO_ANSWER: ReadonlySet<string> = new Set([
  'one_click',
  'complaint',
  'bounce',
  'erasure',
  'system',
]);

/** 47 CFR 64.1200(a)(12): after this time a confirmation is a message without consent. In milliseconds. */
export const CONFIRM_WITHIN_MS = 5 * 60_000;

/**
 * Writes the confirmation of an event into the ledger as `sending` and returns it for hand-over; null when there is
 * none to send, or when its sending began before: it is never sent twice.
 * @throws SenderRests
 */
export async function prepareConfirmation(
  services: Services,
  ctx: Context,
  event: { id: string; category: ConfirmationCategory },
): Promise<Confirmation | null> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const found = await warrant(trx, event.id, event.category);
    if (!found) {
      await cancelDeferred(trx, ctx, event.id);
      return null;
    }
    const { warrantId, consent, about } = found;
    await assertNotResting(trx, consent.channel);
    const contact = await contactById(trx, keys, consent.contact_id);
    const use = { channel: consent.channel, category: event.category };
    const locale = contact.locale || (await askedLanguage(trx, warrantId));
    const template = await defaultTemplateFor(trx, use, locale);
    if (!template) return null;
    const begun =
      (await beginAgain(trx, ctx, warrantId)) ||
      (await beginMessage(trx, ctx, {
        id: warrantId,
        contact_id: consent.contact_id,
        channel: consent.channel,
        purpose_id: consent.purpose_id,
        address_bidx: consent.address_bidx,
        template_version_id: template.version_id,
        reason: event.category,
        consent_event_id: warrantId,
      }));
    if (!begun) return null;
    const { language } = template;
    const out = optOutLinks(services.publicUrl, keys, {
      tenantId: ctx.tenantId,
      messageId: warrantId,
    });
    const values: ValuesOf<ConfirmationCategory> = {
      organization: await organizationVariables(trx),
      contact,
      purpose: { name: await purposeNames(trx, await asRecorded(trx, about), language) },
      ...out,
      receipt_url: receiptUrl(services.publicUrl, keys, {
        tenantId: ctx.tenantId,
        eventId: warrantId,
      }),
      opt_out: optOutWords(language),
    };
    return {
      ...compileTemplate(sourceOf(template)).render(values),
      messageId: warrantId,
      channel: consent.channel,
      to: addressToWriteTo(keys, consent),
      list: { unsubscribeUrl: out.unsubscribe_url, purposeId: consent.purpose_id },
    };
  });
}

/** Returns the purposes in the version of the event that this confirms. */
const asRecorded = (trx: Trx, about: readonly Consent[]): Promise<NamedPurpose[]> =>
  namesOfEvents(
    trx,
    about.flatMap(
      ({ state, granted_event_id, last_event_id }) =>
        (state === 'granted' ? granted_event_id : last_event_id) ?? [],
    ),
  );

/** Returns the event that allows this message, when there is still something to confirm. */
async function warrant(
  trx: Trx,
  eventId: string,
  category: ConfirmationCategory,
): Promise<{ warrantId: string; consent: Consent; about: readonly Consent[] } | null> {
  const event = await ConsentEvent.query(trx).findOne({ id: eventId });
  if (!event) return null;
  if (category === 'confirmation') {
    const together = await askedTogether(trx, eventId);
    const about = await Consent.query(trx)
      .whereIn('id', [event.consent_id, ...together.map((one) => one.consent_id)])
      .where({ state: 'granted' })
      .orderBy('id');
    const [consent] = about;
    return consent?.granted_event_id
      ? { warrantId: consent.granted_event_id, consent, about }
      : null;
  }
  const consent = await Consent.query(trx).findOne({ id: event.consent_id }).throwIfNotFound();
  const late = timeOf(trx).getTime() - event.recorded_at.getTime() > CONFIRM_WITHIN_MS;
  if (consent.state !== 'withdrawn' || late || NO_ANSWER.has(event.source)) return null;
  return event.source !== 'keyword' || (await oursToConfirm(trx, event.id))
    ? { warrantId: event.id, consent, about: await withdrawnTogether(trx, event, consent) }
    : null;
}

/**
 * Returns everything that the same act withdrew on the same channel: the confirmation must not name less than ended.
 */
async function withdrawnTogether(
  trx: Trx,
  event: ConsentEvent,
  consent: Consent,
): Promise<readonly Consent[]> {
  const { address_bidx, channel } = consent;
  const together = await Consent.query(trx)
    .where({ address_bidx, channel, state: 'withdrawn' })
    .whereIn(
      'last_event_id',
      ConsentEvent.query(trx)
        .where({ action: 'withdraw', request_id: event.request_id })
        .select('id'),
    )
    .orderBy('id');
  return together.length ? together : [consent];
}

/** A STOP by text is confirmed on the number it came to: by the provider, or by us if the provider has not. */
async function oursToConfirm(trx: Trx, eventId: string): Promise<boolean> {
  const text: { confirm: boolean } | undefined = await trx('inbound_messages')
    .where({ withdraw_event_id: eventId })
    .first('confirm');
  return text?.confirm === true;
}

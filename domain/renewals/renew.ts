import type { Trx } from '#lib/db.ts';
import { invalidField } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Consent } from '#models/consent.ts';
import { Purpose } from '#models/purpose.ts';
import { personContext, type Services } from '../context.ts';
import type { FormLanguage, Speak } from '../languages.contract.ts';
import { optInWording } from '../purposes/wording.ts';
import { isBlocked } from '../suppressions/blocked.ts';
import { readLink, type LinkTarget } from '../signed-links/links.ts';
import { maskedConsentAddress } from '../consent/consent-address.ts';
import { purposeNameIn } from '../purposes/purpose-words.ts';
import { recordEvent } from '../consent/record/record-event.ts';
import { keepWording, sha256, wordingInForce } from '../purposes/wordings.ts';

/** Days after the end during which the link still works. */
const GRACE_DAYS = 30;

export type RenewPage = {
  language: FormLanguage;
  organization: { name: string; color: string; locale: string };
  purpose: string;
  /** Masked. */
  to: string;
  /** The consent wording and its SHA-256: a person can only agree to the wording they have read. */
  wording: string;
  shown: string;
  /** `open`: may be renewed; `renewed`: was renewed; `over`: too late, withdrawn or blocked since. */
  status: 'open' | 'renewed' | 'over';
};

/** Returns what the link of a renewal message is about; reading changes nothing. Null: not our link. */
export async function describeRenewal(
  services: Services,
  token: string,
  speak: Speak,
): Promise<RenewPage | null> {
  const link = await readLink(services.keyring, 'renew', token);
  if (!link) return null;
  const keys = await services.keyring.keys(link);
  return services.db.withTenant(link, async (trx) => {
    const found = await behind(trx, link, speak);
    if (!found) return null;
    const { consent, purpose, organization, words, language } = found;
    const to = maskedConsentAddress(keys, consent);
    if (to === null) return null;
    return {
      language,
      organization: {
        name: organization.name,
        color: organization.brand_color,
        locale: organization.locale,
      },
      purpose,
      to,
      wording: words.text,
      shown: sha256(words.text),
      status: await standing(trx, consent, link.id),
    };
  });
}

/**
 * Renews a consent by the button on that page: the person says yes again, proven by the link they were sent. Never
 * lifts a withdrawal: a person who has left since comes back through the preference centre or a form.
 * @param page the language of the page, and the SHA-256 of the wording it showed, which our page always sends
 * @returns the current status; null for a link that is not ours
 * @throws AppError invalid (shown) when the wording has changed
 */
export async function renewByLink(
  services: Services,
  token: string,
  page: { speak: Speak; shown?: string | undefined },
  visitor: { ip: string; userAgent: string; formUrl: string; requestId: string },
): Promise<RenewPage['status'] | null> {
  const link = await readLink(services.keyring, 'renew', token);
  if (!link) return null;
  const keys = await services.keyring.keys(link);
  const ctx = personContext(link, visitor);
  return services.db.withTenant(link, async (trx) => {
    const found = await behind(trx, link, page.speak, true);
    if (!found) return null;
    const { consent, words } = found;
    const status = await standing(trx, consent, link.id);
    if (status !== 'open') return status;
    if (page.shown !== undefined && page.shown !== sha256(words.text))
      throw invalidField('shown', 'has changed; read it again');
    await recordEvent(
      trx,
      { ...ctx, actor: { type: 'person', id: consent.contact_id } },
      keys,
      consent,
      { action: 'grant', source: 'web_form', proven: true },
      {
        source: 'web_form',
        wordingId: await keepWording(trx, ctx, words.text, words.language),
        language: words.language,
        evidence: { form_url: visitor.formUrl, renews: link.id },
      },
    );
    return 'renewed';
  });
}

/** A link reaches nobody who is blocked: a renewal there would be a grant that allows nothing. */
async function standing(
  trx: Trx,
  consent: Consent,
  grantedEventId: string,
): Promise<RenewPage['status']> {
  const { state, granted_event_id: granted, expires_at: ends, channel } = consent;
  if (state === 'granted' && granted !== grantedEventId) return 'renewed';
  const late = ends !== null && ends.getTime() + GRACE_DAYS * 86_400_000 <= timeOf(trx).getTime();
  const mayStay = (state === 'granted' || state === 'expired') && granted === grantedEventId;
  if (!mayStay || late) return 'over';
  const address = { channel, addressBidx: consent.address_bidx };
  return (await isBlocked(trx, address, 'anybody')) ? 'over' : 'open';
}

async function behind(trx: Trx, link: LinkTarget, speak: Speak, lock = false) {
  const asked: { consent_id: string } | undefined = await trx('renewals')
    .where({ granted_event_id: link.id })
    .first('consent_id');
  if (!asked) return null;
  const query = Consent.query(trx).findOne({ id: asked.consent_id }).throwIfNotFound();
  const consent = await (lock ? query.forUpdate() : query);
  const purpose = await Purpose.query(trx).findOne({ id: consent.purpose_id }).throwIfNotFound();
  const organization: { name: string; brand_color: string; locale: string } = await trx(
    'tenants',
  ).first('name', 'brand_color', 'locale');
  const language = speak(organization.locale);
  const target = { channel: consent.channel, language };
  const name = purposeNameIn(purpose, language);
  const words = (await wordingInForce(trx, { purposeId: purpose.id, ...target })) ?? {
    text: optInWording(organization.name, name, target),
    language,
  };
  return { consent, purpose: name, organization, words, language };
}

import type { Trx } from '#lib/db.ts';
import { Consent } from '#models/consent.ts';
import { Purpose } from '#models/purpose.ts';
import { personContext, type Services } from '../context.ts';
import { languagesFrom } from '../forms/default-form.ts';
import { optInWording } from '../forms/wording.ts';
import { readLink, type LinkTarget } from '../tracking/links.ts';
import { maskedConsentAddress } from './consent-address.ts';
import { endOf } from './purposes.ts';
import { recordEvent } from './record-event.ts';
import { keepWording, wordingInForce } from './wordings.ts';

/** Somebody who comes a little late still comes; after this the link is over, in days past the end. */
const GRACE_DAYS = 30;

export type RenewPage = {
  organization: { name: string; color: string; locale: string };
  purpose: string;
  /** Masked. */
  to: string;
  /** The words that are agreed to. */
  wording: string;
  /** `open`: may be renewed; `renewed`: it has been; `over`: too late, or withdrawn since. */
  status: 'open' | 'renewed' | 'over';
};

/** What the link of a renewal message is about; looking changes nothing. Null: not ours. */
export async function describeRenewal(
  services: Services,
  token: string,
): Promise<RenewPage | null> {
  const link = await readLink(services.keyring, 'renew', token);
  if (!link) return null;
  const keys = await services.keyring.keys(link);
  return services.db.withTenant(link, async (trx) => {
    const found = await behind(trx, link);
    if (!found) return null;
    const { consent, purpose, organization, words } = found;
    const to = maskedConsentAddress(keys, consent);
    if (to === null) return null;
    return {
      organization: {
        name: organization.name,
        color: organization.brand_color,
        locale: organization.locale,
      },
      purpose: purpose.name,
      to,
      wording: words.text,
      status: standing(consent, link.id),
    };
  });
}

/**
 * The button on that page: the person says yes anew, proven by the link they were sent. Never lifts a
 * withdrawal: who has left since comes back by the preference centre or a form.
 * @returns how it stands now; null for a link that is not ours
 */
export async function renewByLink(
  services: Services,
  token: string,
  visitor: { ip: string; userAgent: string; formUrl: string; requestId: string },
): Promise<RenewPage['status'] | null> {
  const link = await readLink(services.keyring, 'renew', token);
  if (!link) return null;
  const keys = await services.keyring.keys(link);
  const ctx = personContext(link, visitor);
  return services.db.withTenant(link, async (trx) => {
    const found = await behind(trx, link, true);
    if (!found) return null;
    const { consent, purpose, words } = found;
    const status = standing(consent, link.id);
    if (status !== 'open') return status;
    const now = new Date();
    await recordEvent(
      trx,
      { ...ctx, actor: { type: 'person', id: consent.contact_id } },
      keys,
      consent,
      { action: 'grant', source: 'web_form', proven: true },
      {
        capturedAt: now,
        source: 'web_form',
        wordingId: await keepWording(trx, ctx, words.text, words.language),
        language: words.language,
        evidence: { form_url: visitor.formUrl, renews: link.id },
        expiresAt: endOf(purpose, now),
      },
    );
    return 'renewed';
  });
}

function standing(consent: Consent, grantedEventId: string): RenewPage['status'] {
  const { state, granted_event_id: granted, expires_at: ends } = consent;
  if (state === 'granted' && granted !== grantedEventId) return 'renewed';
  const late = ends !== null && ends.getTime() + GRACE_DAYS * 86_400_000 <= Date.now();
  return (state === 'granted' || state === 'expired') && granted === grantedEventId && !late
    ? 'open'
    : 'over';
}

async function behind(trx: Trx, link: LinkTarget, lock = false) {
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
  const own = await wordingInForce(trx, {
    purposeId: purpose.id,
    channel: consent.channel,
    language: organization.locale,
  });
  const [language = 'en' as const] = languagesFrom(organization.locale);
  const words = own ?? {
    text: optInWording(organization.name, purpose.name, { channel: consent.channel, language }),
    language,
  };
  return { consent, purpose, organization, words };
}

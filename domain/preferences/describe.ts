import type { Trx } from '#lib/db.ts';
import { purposeIn, purposeNameIn, type PurposeName, type PurposeTexts } from '../purposes/purpose-words.ts'; // prettier-ignore
import { sha256, wordingInForce } from '../purposes/wordings.ts';
import { AGREED_TEXTS, agreedVersion } from '../consent/read/purpose-agreed.ts';
import type { ConsentState } from '../consent/rules.ts';
import { maskAddress } from '../addresses/address.ts';
import { indexColumn } from '../addresses/by-channel.ts';
import type { Services } from '../context.ts';
import type { FormLanguage, Speak } from '../languages.contract.ts';
import { optInWording } from '../purposes/wording.ts';
import { isBlocked } from '../suppressions/blocked.ts';
import { ownRequests, type OwnRequest } from '../privacy/requests/read.ts';
import { receiptUrl } from '../signed-links/links.ts';
import { ownerOfLink, type LinkOwner } from '../unsubscribe/behind-link.ts';

export type Preference = {
  key: string;
  name: string;
  description: string;
  state: ConsentState;
  /** Since when; null: never asked. */
  since: Date | null;
  expires: Date | null;
  marketing: boolean;
};

/** One event, with the wording the person saw then. */
export type PreferenceEvent = {
  id: string;
  at: Date;
  action: string;
  source: string;
  purpose: string;
  wording: string | null;
  /** Path of its receipt; null for an event without one. */
  receipt: string | null;
};

export type PreferencePage = {
  language: FormLanguage;
  organization: { name: string; color: string; locale: string; time_zone: string };
  slug: string;
  channel: 'sms' | 'email';
  /** Masked. */
  to: string;
  /** Nothing is sent to this address, whatever is chosen: it bounced, or complained. */
  blocked: boolean;
  /** The language on record for this person. */
  locale: string | null;
  preferences: Preference[];
  history: PreferenceEvent[];
  /** The person's requests about their data. */
  requests: OwnRequest[];
};

/** A page needs no more. */
const LATEST = 50;

/**
 * Returns what a preference link shows; reading changes nothing. Null for a link that is not ours.
 * @param speak the language of the page, where the person's own is unknown
 */
export async function describePreferences(
  services: Services,
  token: string,
  speak: Speak,
): Promise<PreferencePage | null> {
  const holder = await ownerOfLink(services, token);
  if (!holder) return null;
  const requests = await ownRequests(services, holder);
  return services.db.withTenant(holder, async (trx) => {
    const tenant = await trx('tenants').first('name', 'slug', 'brand_color', 'locale', 'time_zone');
    const contact: { locale: string | null } | undefined = await trx('contacts')
      .where({ [indexColumn(holder.channel)]: holder.addressBidx })
      .first('locale');
    const language = speak(contact?.locale ?? tenant.locale);
    return {
      language,
      organization: {
        name: tenant.name,
        color: tenant.brand_color,
        locale: tenant.locale,
        time_zone: tenant.time_zone,
      },
      slug: tenant.slug,
      channel: holder.channel,
      to: maskAddress(holder.channel, holder.address),
      blocked: await isBlocked(trx, holder, 'owner'),
      locale: contact?.locale ?? null,
      preferences: await preferencesOf(trx, holder, language),
      history: await historyOf(trx, holder, language),
      requests,
    };
  });
}

/** Returns every marketing purpose, and any other with a record. */
async function preferencesOf(
  trx: Trx,
  holder: LinkOwner,
  language: FormLanguage,
): Promise<Preference[]> {
  const rows: (Omit<Preference, 'marketing'> & PurposeTexts & { category: string })[] = await trx(
    'purposes as p',
  )
    .leftJoin('consents as c', (on) => {
      on.on('c.tenant_id', 'p.tenant_id').on('c.purpose_id', 'p.id');
      on.onVal('c.channel', holder.channel).onVal('c.address_bidx', holder.addressBidx);
    })
    // What the person agreed to keeps its name; what is offered has the name that a yes would be given to.
    .joinRaw(`${agreedVersion} and c.state in ('granted', 'pending')`)
    .where((where) => where.where('p.category', 'marketing').orWhere('c.state', '<>', 'none'))
    .orderBy(['p.created_at', 'p.id'])
    .select(
      'p.key',
      trx.raw(AGREED_TEXTS),
      'p.category',
      'c.captured_at as since',
      'c.expires_at as expires',
      trx.raw(
        `case when c.state = 'granted' and c.expires_at <= now() then 'expired'
           else coalesce(c.state, 'none') end as state`,
      ),
    );
  return rows.map(({ key, state, since, expires, category, ...purpose }) => ({
    key,
    ...purposeIn(purpose, language),
    state,
    since,
    expires,
    marketing: category === 'marketing',
  }));
}

/** Returns the history, with purposes named as in the version each event rests on, in the language of the page. */
async function historyOf(
  trx: Trx,
  holder: LinkOwner,
  language: FormLanguage,
): Promise<PreferenceEvent[]> {
  const rows: (Omit<PreferenceEvent, 'receipt' | 'purpose'> & PurposeName)[] = await trx(
    'consent_events as e',
  )
    .join('consents as c', (on) => {
      on.on('c.tenant_id', 'e.tenant_id').on('c.id', 'e.consent_id');
    })
    .join('purposes as p', (on) => {
      on.on('p.tenant_id', 'c.tenant_id').on('p.id', 'c.purpose_id');
    })
    .leftJoin('purpose_versions as v', (on) => {
      on.on('v.tenant_id', 'p.tenant_id').on('v.purpose_id', 'p.id');
      on.on('v.version', 'e.purpose_version');
    })
    .leftJoin('wordings as w', (on) => {
      on.on('w.tenant_id', 'e.tenant_id').on('w.id', 'e.wording_id');
    })
    .where({ 'c.channel': holder.channel, 'c.address_bidx': holder.addressBidx })
    .orderBy('e.seq', 'desc')
    .limit(LATEST)
    .select(
      'e.id',
      'e.captured_at as at',
      'e.action',
      'e.source',
      'w.text as wording',
      trx.raw('coalesce(v.name, p.name) as name'),
      trx.raw('coalesce(v.language, p.language) as language'),
      trx.raw('coalesce(v.translations, p.translations) as translations'),
    );
  return rows.map(({ name, language: of, translations, ...row }) => ({
    ...row,
    purpose: purposeNameIn({ name, language: of, translations }, language),
    receipt: KEPT.has(row.action)
      ? receiptUrl('', holder.keys, { tenantId: holder.tenantId, eventId: row.id }, 'masked')
      : null,
  }));
}

/** The person's own statements in both directions. Masked like the page, because its link is in every mail. */
const KEPT: ReadonlySet<string> = new Set(['grant', 'withdraw']);

/** Returns the wording beside the box of each purpose, as stored when the person ticks it, and its SHA-256. */
export async function preferenceWordings(
  trx: Trx,
  channel: 'sms' | 'email',
  language: FormLanguage,
  keys: readonly string[],
): Promise<{ purpose: string; wording: string; shown: string }[]> {
  const { name }: { name: string } = await trx('tenants').first('name');
  const purposes: (PurposeName & { id: string; key: string })[] = await trx('purposes')
    .whereIn('key', [...keys])
    .orderBy(['created_at', 'id'])
    .select('id', 'key', 'name', 'language', 'translations');
  const wordings = [];
  for (const purpose of purposes) {
    const target = { channel, language };
    const own = await wordingInForce(trx, { purposeId: purpose.id, ...target });
    const wording = own?.text ?? optInWording(name, purposeNameIn(purpose, language), target);
    wordings.push({ purpose: purpose.key, wording, shown: sha256(wording) });
  }
  return wordings;
}

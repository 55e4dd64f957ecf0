import type { Trx } from '#lib/db.ts';
import { wordingInForce } from '../consent/wordings.ts';
import type { ConsentState } from '../consent/rules.ts';
import { maskAddress } from '../contacts/address.ts';
import { indexColumn } from '../contacts/by-channel.ts';
import type { Services } from '../context.ts';
import type { FormLanguage } from '../forms/contract.ts';
import { optInWording } from '../forms/wording.ts';
import { isBlocked } from '../suppressions/blocked.ts';
import { ownRequests, type OwnRequest } from '../privacy/requests/read.ts';
import { receiptUrl } from '../tracking/links.ts';
import { holderOf, type Holder } from './behind-link.ts';

export type Preference = {
  key: string;
  name: string;
  description: string;
  state: ConsentState;
  /** When it became so; null: never asked. */
  since: Date | null;
  expires: Date | null;
  marketing: boolean;
};

/** One thing that happened, with the words the person saw then. */
export type PreferenceEvent = {
  id: string;
  at: Date;
  action: string;
  source: string;
  purpose: string;
  wording: string | null;
  /** Path of its receipt; null for what has none to keep. */
  receipt: string | null;
};

export type PreferencePage = {
  organization: { name: string; color: string; locale: string };
  slug: string;
  channel: 'sms' | 'email';
  /** Masked. */
  to: string;
  /** Nothing goes to this address, whatever is chosen: it bounced, or complained. */
  blocked: boolean;
  /** The language on record for this person. */
  locale: string | null;
  preferences: Preference[];
  history: PreferenceEvent[];
  /** What the person asked for about their data. */
  requests: OwnRequest[];
};

/** More is of no use on a page. */
const LATEST = 50;

/** What a preference link opens; looking changes nothing. Null for a link that is not ours. */
export async function describePreferences(
  services: Services,
  token: string,
): Promise<PreferencePage | null> {
  const holder = await holderOf(services, token);
  if (!holder) return null;
  const requests = await ownRequests(services, holder);
  return services.db.withTenant(holder, async (trx) => {
    const tenant = await trx('tenants').first('name', 'slug', 'brand_color', 'locale');
    const contact: { locale: string | null } | undefined = await trx('contacts')
      .where({ [indexColumn(holder.channel)]: holder.addressBidx })
      .first('locale');
    return {
      organization: { name: tenant.name, color: tenant.brand_color, locale: tenant.locale },
      slug: tenant.slug,
      channel: holder.channel,
      to: maskAddress(holder.channel, holder.address),
      blocked: await isBlocked(trx, holder),
      locale: contact?.locale ?? null,
      preferences: await preferencesOf(trx, holder),
      history: await historyOf(trx, holder),
      requests,
    };
  });
}

/** Every marketing purpose, and whatever else there is a record of. */
async function preferencesOf(trx: Trx, holder: Holder): Promise<Preference[]> {
  const rows: (Omit<Preference, 'marketing'> & { category: string })[] = await trx('purposes as p')
    .leftJoin('consents as c', (on) => {
      on.on('c.tenant_id', 'p.tenant_id').on('c.purpose_id', 'p.id');
      on.onVal('c.channel', holder.channel).onVal('c.address_bidx', holder.addressBidx);
    })
    .where((where) => where.where('p.category', 'marketing').orWhere('c.state', '<>', 'none'))
    .orderBy(['p.created_at', 'p.id'])
    .select(
      'p.key',
      'p.name',
      'p.description',
      'p.category',
      'c.captured_at as since',
      'c.expires_at as expires',
      trx.raw(
        `case when c.state = 'granted' and c.expires_at <= now() then 'expired'
           else coalesce(c.state, 'none') end as state`,
      ),
    );
  return rows.map(({ category, ...row }) => ({ ...row, marketing: category === 'marketing' }));
}

async function historyOf(trx: Trx, holder: Holder): Promise<PreferenceEvent[]> {
  const rows: Omit<PreferenceEvent, 'receipt'>[] = await trx('consent_events as e')
    .join('consents as c', (on) => {
      on.on('c.tenant_id', 'e.tenant_id').on('c.id', 'e.consent_id');
    })
    .join('purposes as p', (on) => {
      on.on('p.tenant_id', 'c.tenant_id').on('p.id', 'c.purpose_id');
    })
    .leftJoin('wordings as w', (on) => {
      on.on('w.tenant_id', 'e.tenant_id').on('w.id', 'e.wording_id');
    })
    .where({ 'c.channel': holder.channel, 'c.address_bidx': holder.addressBidx })
    .orderBy('e.seq', 'desc')
    .limit(LATEST)
    .select('e.id', 'e.captured_at as at', 'e.action', 'e.source', 'p.name as purpose', 'w.text as wording'); // prettier-ignore
  return rows.map((row) => ({
    ...row,
    receipt: KEPT.has(row.action)
      ? receiptUrl('', holder.keys, { tenantId: holder.tenantId, eventId: row.id }, 'masked')
      : null,
  }));
}

/** What the person said themselves, both ways. Masked, as the page is: its link is in every mail. */
const KEPT: ReadonlySet<string> = new Set(['grant', 'withdraw']);

/** The words beside the box of each purpose, as they will be kept when the person ticks it. */
export async function preferenceWordings(
  trx: Trx,
  channel: 'sms' | 'email',
  language: FormLanguage,
  keys: readonly string[],
): Promise<{ purpose: string; wording: string }[]> {
  const { name }: { name: string } = await trx('tenants').first('name');
  const purposes: { id: string; key: string; name: string }[] = await trx('purposes')
    .whereIn('key', [...keys])
    .orderBy(['created_at', 'id'])
    .select('id', 'key', 'name');
  const wordings = [];
  for (const purpose of purposes) {
    const place = { channel, language };
    const own = await wordingInForce(trx, { purposeId: purpose.id, ...place });
    wordings.push({
      purpose: purpose.key,
      wording: own?.text ?? optInWording(name, purpose.name, place),
    });
  }
  return wordings;
}

import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
import type { Purpose } from '#models/purpose.ts';
import type { PurposeName } from '../../purposes/purpose-words.ts';

/** One address, channel and purpose. */
type Agreement = {
  purpose: Pick<Purpose, 'id' | 'version' | 'name' | 'language' | 'translations'>;
  channel: 'sms' | 'email';
  addressBidx: Buffer;
};

/**
 * Joins the version of its purpose that a consent `c` rests on, as `v`: the one of its last grant; of a consent that
 * was asked for and not given, the one of the request.
 */
export const agreedVersion = `
  left join lateral (
    select e.purpose_version from consent_events e
    where e.tenant_id = c.tenant_id and e.consent_id = c.id
      and case when c.state = 'pending' or c.granted_event_id is null then e.action = 'request'
        else e.id = c.granted_event_id end
    order by e.seq desc limit 1) e on true
  left join purpose_versions v on v.tenant_id = c.tenant_id and v.purpose_id = c.purpose_id
    and v.version = e.purpose_version`;

/** Selects the texts of `agreedVersion`; of purpose `p` without one. */
export const AGREED_TEXTS =
  'coalesce(v.name, p.name) as name, coalesce(v.description, p.description) as description, ' +
  'coalesce(v.language, p.language) as language, coalesce(v.translations, p.translations) as translations';

const AGREED = `
  select v.name, v.language, v.translations
  from unnest(:bidxs::bytea[], :channels::text[], :purposes::uuid[])
    with ordinality as a (address_bidx, channel, purpose_id, n)
  left join consents c on c.tenant_id = :tenant and c.address_bidx = a.address_bidx
    and c.channel = a.channel and c.purpose_id = a.purpose_id
  ${agreedVersion}
  order by a.n`;

/**
 * Names purposes as in the versions that people agreed to, so that a message never says that somebody agreed to a
 * name they have not seen. Nothing is read for a purpose that has had one version only; without a consent the
 * current name counts.
 */
export async function purposesAsAgreed(
  trx: Trx,
  tenantId: string,
  about: readonly Agreement[],
): Promise<PurposeName[]> {
  const changed = about.filter(({ purpose }) => purpose.version > 1);
  if (!changed.length) return about.map(({ purpose }) => purpose);
  type Row = { [K in keyof PurposeName]: PurposeName[K] | null };
  const { rows } = await prepared<Row>(trx, AGREED, {
    tenant: tenantId,
    bidxs: changed.map((one) => one.addressBidx),
    channels: changed.map((one) => one.channel),
    purposes: changed.map((one) => one.purpose.id),
  });
  const agreed = new Map(changed.map((one, i) => [one, rows[i]]));
  return about.map((one) => {
    const { name, language, translations } = agreed.get(one) ?? {};
    return name && language && translations ? { name, language, translations } : one.purpose;
  });
}

/** The same for one person. */
export async function purposeAsAgreed(
  trx: Trx,
  tenantId: string,
  about: Agreement,
): Promise<PurposeName> {
  const [name] = await purposesAsAgreed(trx, tenantId, [about]);
  return name ?? about.purpose;
}

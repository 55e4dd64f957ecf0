import type { Trx } from '#lib/db.ts';
import type { OptInRequest } from '../contract.ts';
import { purposeNameIn, type PurposeName } from '../../purposes/purpose-words.ts';
import { stillAskedBy, type Proves } from '../still-asks.ts';
import { purposesNamed } from '../../purposes/purposes.ts';
import { shownThen } from './shown-then.ts';

/** Returns all consents that a verification proves, with the request of each. */
export const provenBy = (trx: Trx, verificationId: string): Promise<Proves[]> =>
  trx('verification_consents')
    .where({ verification_id: verificationId })
    .orderBy('consent_id')
    .select('consent_id', 'request_event_id');

/** A purpose that people were asked about, in a version; null: as it is now. */
export type NamedPurpose = { purpose_id: string; purpose_version?: number | null };

/**
 * Returns the purposes that a code is about, as the person was asked, also while the request is not yet recorded
 * (opt-in/unproven.ts). Empty for a code that proves no consent.
 * @param unproven the request that is not yet recorded, and when it was made
 * @param which `open`: without those withdrawn since, so what it would grant now
 */
export async function askedPurposes(
  trx: Trx,
  verificationId: string,
  unproven: { request: OptInRequest; at: Date } | undefined,
  which: 'open' | 'all',
): Promise<NamedPurpose[]> {
  if (unproven) {
    const { request, at } = unproven;
    const purposes = await purposesNamed(trx, request);
    const shown = await shownThen(trx, purposes, request.language, at);
    return purposes.map(({ purpose: { id } }) => ({
      purpose_id: id,
      purpose_version: shown.get(id)?.purposeVersion ?? null,
    }));
  }
  const about = which === 'open' ? stillAskedBy : provenBy;
  return namesOfEvents(
    trx,
    (await about(trx, verificationId)).map((one) => one.request_event_id),
  );
}

/** The exact words that a yes agrees to, as they are on record. */
export type AskedWording = { text: string; language: string };

/**
 * Returns the wordings that a code is about, each once: those recorded with the requests, so that what people read
 * before they say yes is what their receipt says.
 * @param unproven the request that is not yet recorded
 * @param which as in `askedPurposes`
 */
export async function askedWordings(
  trx: Trx,
  verificationId: string,
  unproven: OptInRequest | undefined,
  which: 'open' | 'all',
): Promise<AskedWording[]> {
  if (unproven) {
    const { language } = unproven;
    const texts = unproven.purposes?.map(({ wording }) => wording) ?? [unproven.wording ?? ''];
    return [...new Set(texts)].filter(Boolean).map((text) => ({ text, language }));
  }
  const about = await (which === 'open' ? stillAskedBy : provenBy)(trx, verificationId);
  const { rows } = await trx.raw<{ rows: AskedWording[] }>(
    `select w.text, w.language from consent_events e
     join wordings w on w.tenant_id = e.tenant_id and w.id = e.wording_id
     where e.id = any(?::uuid[]) group by w.id, w.text, w.language order by min(e.seq)`,
    [about.map((one) => one.request_event_id)],
  );
  return rows;
}

/** Returns the purposes of events, in the version of each. */
export const namesOfEvents = (trx: Trx, eventIds: readonly string[]): Promise<NamedPurpose[]> =>
  trx('consent_events as e')
    .join('consents as c', (on) => {
      on.on('c.tenant_id', 'e.tenant_id').on('c.id', 'e.consent_id');
    })
    .whereIn('e.id', [...eventIds])
    .select('c.purpose_id', 'e.purpose_version');

/** Returns the consents requested together with this request: they are confirmed, and lapse, together. */
export async function askedTogether(trx: Trx, requestEventId: string): Promise<Proves[]> {
  const rows: Proves[] = await trx('verification_consents as v')
    .whereIn(
      'v.verification_id',
      trx('verification_consents')
        .where({ request_event_id: requestEventId })
        .select('verification_id'),
    )
    .orderBy('v.consent_id')
    .select('v.consent_id', 'v.request_event_id');
  return rows;
}

/** Returns the names of purposes in a language as one text, oldest purpose first: `News, Events`. */
export async function purposeNames(
  trx: Trx,
  purposes: readonly NamedPurpose[],
  language: string,
): Promise<string> {
  const { rows } = await trx.raw<{ rows: PurposeName[] }>(
    `select coalesce(v.name, p.name) as name, coalesce(v.language, p.language) as language,
       coalesce(v.translations, p.translations) as translations
     from jsonb_to_recordset(?::jsonb) as a(purpose_id uuid, purpose_version int)
       join purposes p on p.id = a.purpose_id
       left join purpose_versions v on v.tenant_id = p.tenant_id and v.purpose_id = p.id
         and v.version = a.purpose_version
     order by p.created_at, p.id`,
    [JSON.stringify(purposes)],
  );
  return new Intl.ListFormat(language).format(rows.map((row) => purposeNameIn(row, language)));
}

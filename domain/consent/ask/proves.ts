import type { Trx } from '#lib/db.ts';
import type { Consent } from '#models/consent.ts';
import type { OptInRequest } from '../contract.ts';
import { purposeNameIn, type PurposeName } from '../../purposes/purpose-words.ts';
import { stillAskedBy, type Proves } from '../still-asks.ts';
import { purposesNamed } from '../../purposes/purposes.ts';

/** Returns all consents that a verification proves, with the request of each. */
export const provenBy = (trx: Trx, verificationId: string): Promise<Proves[]> =>
  trx('verification_consents')
    .where({ verification_id: verificationId })
    .orderBy('consent_id')
    .select('consent_id', 'request_event_id');

/**
 * Returns the purposes that a code is about, also while its request is not yet recorded (opt-in/unproven.ts). Empty for
 * a code that proves no consent.
 * @param which `open`: without those withdrawn since, so what it would grant now
 */
export async function askedPurposes(
  trx: Trx,
  verificationId: string,
  unproven: OptInRequest | undefined,
  which: 'open' | 'all',
): Promise<Pick<Consent, 'purpose_id'>[]> {
  if (unproven) {
    return (await purposesNamed(trx, unproven)).map(({ purpose }) => ({ purpose_id: purpose.id }));
  }
  const about = which === 'open' ? stillAskedBy : provenBy;
  return trx('consents')
    .whereIn(
      'id',
      (await about(trx, verificationId)).map((one) => one.consent_id),
    )
    .select('purpose_id');
}

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

/** Returns the names of the consents' purposes in a language as one text, oldest purpose first: `News, Events`. */
export async function purposeNames(
  trx: Trx,
  consents: readonly Pick<Consent, 'purpose_id'>[],
  language: string,
): Promise<string> {
  const rows: PurposeName[] = await trx('purposes')
    .whereIn(
      'id',
      consents.map((consent) => consent.purpose_id),
    )
    .orderBy(['created_at', 'id'])
    .select('name', 'language', 'translations');
  return new Intl.ListFormat(language).format(rows.map((row) => purposeNameIn(row, language)));
}

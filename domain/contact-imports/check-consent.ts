import type { Trx } from '#lib/db.ts';
import type { ImportedConsent } from '../consent/record/imported-consent.contract.ts';
import { purposeNamed } from '../purposes/purposes.ts';
import { refuseAhead } from '../event-time.ts';

/** Checks the consent that an import claims, before any row is read. @throws AppError invalid (consent.…) */
export async function checkConsent(trx: Trx, consent: ImportedConsent): Promise<void> {
  await purposeNamed(trx, consent.purpose, 'consent.purpose');
  refuseAhead(trx, 'consent.evidence.captured_at', consent.evidence?.captured_at);
}

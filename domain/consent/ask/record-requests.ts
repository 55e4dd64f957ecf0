import { AppError } from '#lib/errors.ts';
import type { Trx } from '#lib/db.ts';
import type { Consent } from '#models/consent.ts';
import type { Resolved } from '../../contacts/resolve-contact.ts';
import type { Context } from '../../context.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import type { OptInRequest } from '../contract.ts';
import { lockConsents } from '../record/lock-consents.ts';
import type { Proves } from '../still-asks.ts';
import type { AskedPurpose } from '../../purposes/purposes.ts';
import { recordEvents } from '../record/record-event.ts';
import { shownThen } from './shown-then.ts';
import { keepWording } from '../../purposes/wordings.ts';

/** A requested consent with its state. */
export type AskedConsent = { id: string; purpose: string; status: Consent['state'] };

/**
 * Records requests for one or several purposes, whether the person was asked or asked themselves.
 * @returns the consents in the order of `purposes`, and those that a code will prove
 * @throws AppError conflict (the person has withdrawn: only they can opt in again)
 */
export async function recordRequests(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  request: {
    input: OptInRequest;
    purposes: readonly AskedPurpose[];
    person: Resolved;
    /** When the person asked, if known. */
    capturedAt?: Date | undefined;
    again?: boolean;
    /** Where the request is recorded later than it was made: its moment, for the versions that the person saw. */
    shownAt?: Date;
    /** The country of the form, ISO 3166. */
    jurisdiction?: string | null | undefined;
  },
): Promise<{ consents: AskedConsent[]; proves: Proves[] }> {
  const { input, purposes, person, capturedAt, again = false, jurisdiction, shownAt } = request;
  const wordings: string[] = [];
  for (const { wording } of purposes) {
    wordings.push(await keepWording(trx, ctx, wording, input.language));
  }
  const locked = await lockConsents(
    trx,
    ctx,
    keys,
    purposes.map(({ purpose }) => ({
      addressBidx: person.addressBidx,
      address: person.address,
      channel: input.channel,
      purposeId: purpose.id,
      contactId: person.id,
    })),
  );
  const shown = shownAt && (await shownThen(trx, purposes, input.language, shownAt));
  const recorded = await recordEvents(
    trx,
    ctx,
    keys,
    locked.map((consent, i) => ({
      consent,
      act: { action: 'request', source: input.source, again },
      facts: {
        capturedAt,
        source: input.source,
        wordingId: wordings[i] ?? null,
        language: input.language,
        shown: shown?.get(consent.purpose_id),
        evidence: input.evidence,
        contactId: person.id,
        jurisdiction,
      },
    })),
  );
  const refused = recorded.find(({ verdict }) => verdict.outcome === 'refused');
  if (refused?.verdict.outcome === 'refused') {
    throw new AppError(
      'conflict',
      'This person has withdrawn; only they themselves can opt in again',
      { extra: { reason: refused.verdict.why } },
    );
  }
  const consents = purposes.map(({ purpose }, i) => ({
    id: locked[i]?.id ?? '',
    purpose: purpose.key,
    status: recorded[i]?.state ?? ('none' as const),
    eventId: recorded[i]?.eventId ?? null,
  }));
  return {
    consents: consents.map(({ id, purpose, status }) => ({ id, purpose, status })),
    proves: consents.flatMap(({ id, eventId }) =>
      eventId ? [{ consent_id: id, request_event_id: eventId }] : [],
    ),
  };
}

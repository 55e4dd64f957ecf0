import { systemContext, type Services } from '../context.ts';
import { MASKED, readLink } from '../tracking/links.ts';
import { checkReceipt } from './check-receipt.ts';
import { makeReceipt } from './make-receipt.ts';
import type { Receipt } from './receipt.contract.ts';

export type ReceiptPage = {
  organization: { name: string; color: string; locale: string };
  /** With the address in clear where the link went to that address alone. */
  receipt: Receipt;
};

/** The receipt behind a person's own link. Null: not ours, or the event is gone. @throws AppError conflict */
export async function describeReceipt(
  services: Services,
  token: string,
  requestId: string,
): Promise<ReceiptPage | null> {
  const link = await readLink(services.keyring, 'receipt', token);
  if (!link) return null;
  const found = await services.db.withTenant(link, async (trx) => {
    const event: { consent_id: string } | undefined = await trx('consent_events')
      .where({ id: link.id })
      .first('consent_id');
    const tenant: { name: string; color: string; locale: string } = await trx('tenants').first(
      'name',
      'brand_color as color',
      'locale',
    );
    return event && { consentId: event.consent_id, organization: tenant };
  });
  if (!found) return null;
  const ctx = systemContext(link.tenantId, requestId);
  const receipt = await makeReceipt(services, ctx, found.consentId, {
    eventId: link.id,
    address: link.extra !== MASKED,
  });
  return { organization: found.organization, receipt };
}

export type ReceiptCheck =
  { ok: true; receipt: Receipt; organization: string } | { ok: false; problems: string[] };

/** Longest text looked at, in characters: a receipt has about five thousand. */
const LONGEST = 100_000;

/** What a pasted receipt is worth. */
export function checkReceiptText(text: string): ReceiptCheck {
  if (text.length > LONGEST) return { ok: false, problems: ['is too long'] };
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return { ok: false, problems: ['is not JSON'] };
  }
  const found = checkReceipt(given);
  if (!found.ok) return found;
  const { receipt } = found;
  return { ok: true, receipt, organization: receipt.services[0]?.service ?? '' };
}

import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { maskAddress } from '../addresses/address.ts';
import { personContext, type Services } from '../context.ts';
import type { FormLanguage, Speak } from '../languages.contract.ts';
import { readLink, receiptUrl, type LinkTarget } from '../signed-links/links.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import {
  askedPurposes,
  askedWordings,
  provenBy,
  purposeNames,
  type AskedWording,
} from '../consent/ask/proves.ts';
import { purposeNameIn, type PurposeName } from '../purposes/purpose-words.ts';
import { approveByLink } from './check.ts';
import { codeAddress, decryptUnproven } from '../verification/unproven-opt-in.ts';
import type { VerificationStatus } from '../verification/rules.ts';

export type ConfirmPage = {
  language: FormLanguage;
  organization: { name: string; color: string; locale: string };
  purpose: string | null;
  /** The exact words that the button agrees to. */
  wordings: AskedWording[];
  channel: 'sms' | 'email';
  /** Masked. */
  to: string;
  status: VerificationStatus;
  /** Once confirmed: the path of each consent's receipt. */
  receipts: { purpose: string; path: string }[];
};

/**
 * Returns what the link of a double opt-in mail is about; reading changes nothing (scanners do it too). Null: not our
 * link.
 */
export async function describeConfirm(
  services: Services,
  token: string,
  speak: Speak,
): Promise<ConfirmPage | null> {
  const link = await readLink(services.keyring, 'confirm', token);
  if (!link) return null;
  const keys = await services.keyring.keys(link);
  return services.db.withTenant(link, async (trx) => {
    const row = await trx('verifications as v')
      .join('tenants as t', 't.tenant_id', 'v.tenant_id')
      .where('v.id', link.id)
      .first('v.*', 't.name as organization', 't.brand_color as color', 't.locale');
    if (!row) return null;
    const which = row.status === 'pending' ? 'open' : 'all';
    const request = decryptUnproven(keys, row)?.request;
    const unproven = request && { request, at: row.created_at };
    const asked = await askedPurposes(trx, link.id, unproven, which);
    const language = speak(row.locale);
    const late = row.status === 'pending' && row.expires_at <= timeOf(trx);
    return {
      language,
      organization: { name: row.organization, color: row.color, locale: row.locale },
      purpose: asked.length ? await purposeNames(trx, asked, language) : null,
      wordings: await askedWordings(trx, link.id, request, which),
      channel: row.channel,
      to: maskAddress(row.channel, codeAddress(keys, row)),
      status: late ? 'expired' : row.status,
      receipts: row.status === 'approved' ? await receiptsOf(trx, keys, link, language) : [],
    };
  });
}

/** Returns the receipts of the consents that this confirmation granted. */
async function receiptsOf(
  trx: Trx,
  keys: TenantKeys,
  link: LinkTarget,
  language: string,
): Promise<ConfirmPage['receipts']> {
  const grants: (PurposeName & { id: string })[] = await trx('consent_events as e')
    .join('consents as c', (on) => {
      on.on('c.tenant_id', 'e.tenant_id').on('c.id', 'e.consent_id');
    })
    .join('purposes as p', (on) => {
      on.on('p.tenant_id', 'c.tenant_id').on('p.id', 'c.purpose_id');
    })
    .join('purpose_versions as v', (on) => {
      on.on('v.tenant_id', 'p.tenant_id').on('v.purpose_id', 'p.id');
      on.on('v.version', 'e.purpose_version');
    })
    .whereIn(
      'c.id',
      (await provenBy(trx, link.id)).map((one) => one.consent_id),
    )
    .where({ 'e.verification_id': link.id, 'e.action': 'grant' })
    .orderBy('p.created_at')
    .select('e.id', 'v.name', 'v.language', 'v.translations');
  return grants.map(({ id, ...purpose }) => ({
    purpose: purposeNameIn(purpose, language),
    path: receiptUrl('', keys, { tenantId: link.tenantId, eventId: id }),
  }));
}

/** Confirms by the button on that page. @returns the status now; null for a link that is not ours */
export async function confirmByLink(
  services: Services,
  token: string,
  visitor: { ip: string; userAgent: string; requestId: string },
): Promise<VerificationStatus | null> {
  const link = await readLink(services.keyring, 'confirm', token);
  if (!link) return null;
  const { status } = await approveByLink(services, personContext(link, visitor), link.id);
  return status;
}

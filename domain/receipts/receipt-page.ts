import type { Trx } from '#lib/db.ts';
import { isId, tenantId } from '#lib/ids.ts';
import { parseSavedJson } from '#lib/parse-saved-json.ts';
import { recordAudit } from '../audit/record.ts';
import { personContext, type Context, type Services } from '../context.ts';
import type { FormLanguage, Speak } from '../languages.contract.ts';
import { MASKED, readLink } from '../signed-links/links.ts';
import { checkReceipt } from './check-receipt.ts';
import { makeReceipt } from './make-receipt.ts';
import { purposeNameIn, type PurposeName } from '../purposes/purpose-words.ts';
import type { Receipt } from './receipt.contract.ts';

export type ReceiptPage = {
  language: FormLanguage;
  organization: { name: string; color: string; locale: string; time_zone: string };
  /** The address is in clear where the link was sent only to that address. */
  receipt: Receipt;
  /** The name of the purpose in the language of the page, in the version of the event. */
  purpose: string;
};

/**
 * Returns the receipt of a person's link; null when the link is invalid or the event is gone.
 * @throws AppError conflict
 */
export async function describeReceipt(
  services: Services,
  token: string,
  speak: Speak,
  requestId: string,
): Promise<ReceiptPage | null> {
  const link = await readLink(services.keyring, 'receipt', token);
  if (!link) return null;
  const found = await services.db.withTenant(link, async (trx) => {
    const { rows } = await trx.raw<{ rows: (PurposeName & { consent_id: string })[] }>(
      `select e.consent_id, coalesce(v.name, p.name) as name, coalesce(v.language, p.language) as language,
         coalesce(v.translations, p.translations) as translations
       from consent_events e
       join consents c on c.tenant_id = e.tenant_id and c.id = e.consent_id
       join purposes p on p.tenant_id = c.tenant_id and p.id = c.purpose_id
       left join purpose_versions v on v.tenant_id = p.tenant_id and v.purpose_id = p.id
         and v.version = e.purpose_version
       where e.id = ?`,
      [link.id],
    );
    const [event] = rows;
    const tenant: ReceiptPage['organization'] = await trx('tenants').first(
      'name',
      'brand_color as color',
      'locale',
      'time_zone',
    );
    return event && { consentId: event.consent_id, purpose: event, organization: tenant };
  });
  if (!found) return null;
  const ctx = personContext(link, { requestId });
  const receipt = await makeReceipt(services, ctx, found.consentId, {
    eventId: link.id,
    address: link.extra !== MASKED,
  });
  await services.db.withTenant(link, (trx) => recordOpening(trx, ctx, found.consentId, link.id));
  const { organization } = found;
  const language = speak(organization.locale);
  return { language, organization, receipt, purpose: purposeNameIn(found.purpose, language) };
}

/** Records the first opening of each receipt. Programs that scan the links in mails open it too. */
async function recordOpening(
  trx: Trx,
  ctx: Context,
  consentId: string,
  eventId: string,
): Promise<void> {
  const action = 'consent.receipt_opened' as const;
  const before: unknown = await trx('audit_log')
    .where({ entity_type: 'consent', entity_id: consentId, action })
    .whereRaw(`detail ->> 'event_id' = ?`, [eventId])
    .first('id');
  if (before) return;
  const entry = { action, entityType: 'consent', entityId: consentId };
  await recordAudit(trx, ctx, { ...entry, detail: { event_id: eventId } });
}

export type ReceiptCheck =
  | { ok: true; receipt: Receipt; organization: string; zone: string }
  | { ok: false; problems: string[] };

/** The maximum length of a checked text, in characters: a receipt has about five thousand. */
const LONGEST = 100_000;

/** Checks a pasted receipt. Its times are shown by the clock of its organisation, in UTC if it is not one of ours. */
export async function checkReceiptText(services: Services, text: string): Promise<ReceiptCheck> {
  if (text.length > LONGEST) return { ok: false, problems: ['is too long'] };
  let given: unknown;
  try {
    given = parseSavedJson(text);
  } catch {
    return { ok: false, problems: ['is not JSON'] };
  }
  const found = checkReceipt(given);
  if (!found.ok) return found;
  const { receipt } = found;
  const { tenant_id: id } = receipt.record.statement;
  const tenant: { time_zone: string } | undefined = isId(id)
    ? await services.db.withTenant({ tenantId: tenantId(id) }, (trx) =>
        trx('tenants').first('time_zone'),
      )
    : undefined;
  const organization = receipt.services[0]?.service ?? '';
  return { ok: true, receipt, organization, zone: tenant?.time_zone ?? 'UTC' };
}

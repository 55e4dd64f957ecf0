import type { Trx } from '#lib/db.ts';
import type { Verification } from '#models/verification.ts';
import { provenBy, purposeNames } from '../consent/proves.ts';
import type { Services } from '../context.ts';
import type { Rendered, TemplateSource } from '../templates/contract.ts';
import { VERIFICATION_CODES } from '../templates/provided/codes.ts';
import { defaultTemplate } from '../templates/read.ts';
import { compileTemplate } from '../templates/render.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import { contactById } from '../templates/variables.ts';
import { sourceOf } from '../templates/view.ts';
import { signLink } from '../tracking/links.ts';

/** What goes to the provider. Holds the code: never logged, never in a workflow's history. */
export type CodeMessage = Rendered & { channel: 'sms' | 'email'; to: string; language: string };

/** Puts a code into words: a plain code, or for an opt-in the organisation's invite. */
export async function codeMessage(
  trx: Trx,
  services: Pick<Services, 'publicUrl'>,
  keys: TenantKeys,
  v: Verification,
  secret: { to: string; code: string },
): Promise<CodeMessage> {
  const organization = await trx('tenants').first('name', 'brand_color', 'locale');
  const optIn = v.consent_id ? await invite(trx, v) : null;
  const source = optIn?.source ?? VERIFICATION_CODES[v.channel];
  const rendered = compileTemplate(source).render({
    organization: { name: organization.name, color: organization.brand_color },
    contact: await contactById(trx, keys, v.contact_id),
    ...(optIn ? { purpose: { name: optIn.purpose } } : {}),
    code: secret.code,
    confirm_url: `${services.publicUrl}/c/${signLink(keys, 'confirm', { tenantId: v.tenant_id, id: v.id })}`,
    expires_minutes: Math.max(1, Math.round((v.expires_at.getTime() - Date.now()) / 60_000)),
  });
  return {
    ...rendered,
    channel: v.channel,
    to: secret.to,
    language: source.language ?? organization.locale,
  };
}

/** The default invite of this channel and the purposes' names as people read them. */
async function invite(
  trx: Trx,
  v: Verification,
): Promise<{ source: TemplateSource; purpose: string } | null> {
  const template = await defaultTemplate(trx, { channel: v.channel, category: 'invite' });
  if (!template) return null;
  const source = sourceOf(template);
  const consents: { purpose_id: string }[] = await trx('consents').whereIn(
    'id',
    (await provenBy(trx, v.id)).map((one) => one.consent_id),
  );
  return { source, purpose: await purposeNames(trx, consents, source.language ?? 'en') };
}

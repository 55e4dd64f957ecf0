import type { Trx } from '#lib/db.ts';
import type { Verification } from '#models/verification.ts';
import type { Services } from '../context.ts';
import type { Rendered, TemplateSource } from '../templates/contract.ts';
import { VERIFICATION_CODES } from '../templates/provided/codes.ts';
import { compileTemplate } from '../templates/render.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import { contactById } from '../templates/variables.ts';
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

/** The default invite of this channel and the purpose's name as people read it. */
async function invite(
  trx: Trx,
  v: Verification,
): Promise<{ source: TemplateSource; purpose: string } | null> {
  const row:
    { subject: string | null; body: string; language: string; purpose: string } | undefined =
    await trx('templates as t')
      .join('template_versions as w', (on) => {
        on.on('w.tenant_id', 't.tenant_id')
          .on('w.template_id', 't.id')
          .on('w.version', 't.version');
      })
      .join('consents as c', (on) => {
        on.on('c.tenant_id', 't.tenant_id');
      })
      .join('purposes as p', (on) => {
        on.on('p.tenant_id', 'c.tenant_id').on('p.id', 'c.purpose_id');
      })
      .where({ 't.channel': v.channel, 't.category': 'invite', 't.is_default': true })
      .where('c.id', v.consent_id)
      .first('w.subject', 'w.body', 'w.language', 'p.name as purpose');
  if (!row) return null;
  const { subject, purpose, ...rest } = row;
  return {
    purpose,
    source: { channel: v.channel, category: 'invite', ...rest, ...(subject ? { subject } : {}) },
  };
}

import { AppError } from '#lib/errors.ts';
import { tenantId, type TenantId } from '#lib/ids.ts';
import { Verification } from '#models/verification.ts';
import { maskAddress, normalizeAddress } from '../addresses/address.ts';
import { addressWords, personAt } from '../addresses/by-channel.ts';
import { personContext, type Services } from '../context.ts';
import { countWithdrawal } from './limits.ts';
import { PRIVACY_PURPOSE } from '../privacy/contract.ts';
import { checkVerification, type CheckAnswer } from '../address-proof/check.ts';
import { MAX_ATTEMPTS } from '../verification/rules.ts';
import type { PublicOptOut } from './public-forms.contract.ts';
import { withdrawConsent } from '../consent/withdraw/withdraw.ts';

/** What a public form shows of the organisation behind it. */
export type PublicTenant = {
  tenantId: TenantId;
  slug: string;
  name: string;
  color: string;
  locale: string;
  country: string;
  purposes: { key: string; name: string; description: string }[];
};

/** Who fills in the form; kept as evidence, sealed. */
export type PublicVisitor = {
  ip: string;
  userAgent: string;
  formUrl: string;
  requestId: string;
  /** The site the form stood on, when that is not ours. */
  embeddedOn?: string;
};

/** The organisation behind a form's address; null when there is none or it is suspended. */
export async function tenantBySlug(services: Services, slug: string): Promise<PublicTenant | null> {
  const row: { tenant_id: string; name: string; status: string } | undefined =
    await services.db.withJobs((trx) =>
      trx('tenants').where({ slug }).first('tenant_id', 'name', 'status'),
    );
  if (row?.status !== 'active') return null;
  const scope = { tenantId: tenantId(row.tenant_id) };
  return services.db.withTenant(scope, async (trx) => {
    const tenant = await trx('tenants').first('brand_color', 'locale', 'country');
    const purposes = await trx('purposes')
      .where({ category: 'marketing' })
      .orderBy('created_at')
      .select('key', 'name', 'description');
    return {
      ...scope,
      slug,
      name: row.name,
      color: tenant.brand_color,
      locale: tenant.locale,
      country: tenant.country,
      purposes,
    };
  });
}

/** The code from the message. Only opt-ins of this organisation. @throws AppError conflict, rate_limited */
export async function publicCheck(
  services: Services,
  tenant: { tenantId: TenantId },
  verificationId: string,
  code: string,
  visitor: PublicVisitor,
): Promise<CheckAnswer> {
  const known = await services.db.withTenant(tenant, async (trx) =>
    Verification.query(trx)
      .findOne({ id: verificationId })
      .whereIn('purpose', ['opt_in', PRIVACY_PURPOSE]),
  );
  // As a wrong code: what nobody asked for looks like what somebody did.
  if (!known) return { id: verificationId, status: 'pending', attempts_left: MAX_ATTEMPTS - 1 };
  return checkVerification(services, personContext(tenant, visitor), verificationId, code);
}

/**
 * Somebody wants to stop. Anybody may say so for any address: in doubt silence is right. The answer is the
 * same whether or not we know the address.
 * @throws AppError invalid (address), rate_limited
 */
export async function publicOptOut(
  services: Services,
  tenant: PublicTenant,
  form: PublicOptOut,
  visitor: PublicVisitor,
): Promise<{ to: string }> {
  const address = addressOf(tenant, form);
  const keys = await services.keyring.keys(tenant);
  await services.db.withTenant(tenant, (trx) => countWithdrawal(trx, keys, visitor.ip));
  await withdrawConsent(services, personContext(tenant, visitor), {
    ...personAt(form.channel, address),
    channel: form.channel,
    source: 'web_form',
    evidence: { form_url: visitor.formUrl, ip: visitor.ip, user_agent: visitor.userAgent },
  });
  return { to: maskAddress(form.channel, address) };
}

function addressOf(
  tenant: PublicTenant,
  form: { channel: 'sms' | 'email'; address: string },
): string {
  const address = normalizeAddress(form.channel, form.address, tenant.country);
  if (address !== null) return address;
  const what = addressWords(form.channel);
  throw new AppError('invalid', `This is not ${what}`, {
    errors: [{ path: 'address', message: `is not ${what}` }],
  });
}

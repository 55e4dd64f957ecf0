import { AppError } from '#lib/errors.ts';
import { tenantId, type TenantId } from '#lib/ids.ts';
import { Verification } from '#models/verification.ts';
import { maskAddress, normalizeAddress } from '../addresses/address.ts';
import { addressWords, personAt } from '../addresses/by-channel.ts';
import { personContext, type Services } from '../context.ts';
import { countWithdrawal } from './limits.ts';
import { PRIVACY_PURPOSE } from '../verification/rules.ts';
import { checkVerification, type CheckAnswer } from '../address-proof/check.ts';
import { MAX_ATTEMPTS } from '../verification/rules.ts';
import type { PublicOptOut } from './public-forms.contract.ts';
import { withdrawConsent } from '../consent/withdraw/withdraw.ts';

/** Data of the organisation that a public form shows. */
export type PublicTenant = {
  tenantId: TenantId;
  slug: string;
  name: string;
  color: string;
  locale: string;
  country: string;
  purposes: { key: string; name: string; description: string }[];
};

/** The visitor who fills in the form; stored as evidence, encrypted. */
export type PublicVisitor = {
  ip: string;
  userAgent: string;
  formUrl: string;
  requestId: string;
  /** The site that embeds the form, when it is not ours. */
  embeddedOn?: string;
};

/** Returns the organisation of a form's URL; null when there is none or it is suspended. */
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

/**
 * Checks the code from the message. Only for opt-ins of this organisation. @throws AppError conflict, rate_limited
 */
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
  // The same answer as for a wrong code, so that it does not reveal whether anybody requested one.
  if (!known) return { id: verificationId, status: 'pending', attempts_left: MAX_ATTEMPTS - 1 };
  return checkVerification(services, personContext(tenant, visitor), verificationId, code);
}

/**
 * Withdraws all consents of an address on a channel. Anybody may do so for any address, because a wrong opt-out does
 * less harm than a message without consent. The answer is the same whether or not we know the address.
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

import type { Context as KoaContext } from 'koa';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { confirmByLink, describeConfirm, type ConfirmPage } from '#domain/consent/confirm-link.ts';
import { describeRenewal, renewByLink, type RenewPage } from '#domain/consent/renew.ts';
import {
  optInWording,
  publicCheck,
  publicOptIn,
  publicOptOut,
  tenantBySlug,
  type OptInStarted,
  type PublicTenant,
} from '#domain/consent/public-forms.ts';
import {
  publicOptIn as optInForm,
  publicOptOut as optOutForm,
} from '#domain/consent/public-forms.contract.ts';
import type { Services } from '#domain/context.ts';
import {
  describeUnsubscribe,
  unsubscribe,
  type UnsubscribePage,
} from '#domain/tracking/unsubscribe.ts';
import { checkRequest } from '#domain/verification/contract.ts';
import type { CheckAnswer } from '#domain/verification/check.ts';
import type { VerificationStatus } from '#domain/verification/rules.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { isId } from '#lib/ids.ts';
import { networkOf } from '#lib/network.ts';
import { parseInput } from './input.ts';

/** What the public pages do, for people without an account. All throw the AppErrors of the API. */
export type PublicPages = {
  /** @throws AppError not_found */
  tenant(slug: string): Promise<PublicTenant>;
  /** The words of each choice of the opt-in form, as they will be kept. */
  wording(tenant: PublicTenant, purpose: { name: string }, channel: 'sms' | 'email'): string;
  optIn(slug: string, form: unknown): Promise<OptInStarted>;
  check(slug: string, verificationId: string, form: unknown): Promise<CheckAnswer>;
  optOut(slug: string, form: unknown): Promise<{ to: string }>;
  describeConfirm(token: string): Promise<ConfirmPage | null>;
  confirm(token: string): Promise<VerificationStatus | null>;
  describeRenewal(token: string): Promise<RenewPage | null>;
  renew(token: string): Promise<RenewPage['status'] | null>;
  describeUnsubscribe(token: string): Promise<UnsubscribePage | null>;
  unsubscribe(token: string): Promise<boolean>;
};

/** Starts from one address (a /64 of IPv6), an hour; checks, five minutes. ../shared/rules.md §1.2 */
const starts = new RateLimiterMemory({ points: 10, duration: 3600 });
const checks = new RateLimiterMemory({ points: 30, duration: 300 });

/** Made anew for each request. */
export function publicPages(services: Services, http: KoaContext): PublicPages {
  const visitor = {
    ip: http.ip.replace(/^::ffff:/, ''),
    userAgent: http.get('user-agent').slice(0, 500),
    formUrl: `${services.publicUrl}${http.path}`,
    requestId: String(http.state['requestId']),
  };
  const tenant = async (slug: string): Promise<PublicTenant> => {
    const found = await tenantBySlug(services, slug);
    if (!found) throw notFound('This page');
    return found;
  };
  return {
    tenant,
    wording: optInWording,
    optIn: async (slug, form) => {
      const input = parseInput(optInForm, form);
      await allow(starts, visitor.ip);
      return publicOptIn(services, await tenant(slug), input, visitor);
    },
    check: async (slug, verificationId, form) => {
      if (!isId(verificationId)) throw notFound('This request');
      const { code } = parseInput(checkRequest, form);
      await allow(checks, visitor.ip);
      return publicCheck(services, await tenant(slug), verificationId, code, visitor);
    },
    optOut: async (slug, form) => {
      const input = parseInput(optOutForm, form);
      await allow(starts, visitor.ip);
      return publicOptOut(services, await tenant(slug), input, visitor);
    },
    describeConfirm: (token) => describeConfirm(services, token),
    confirm: (token) => confirmByLink(services, token, visitor),
    describeRenewal: (token) => describeRenewal(services, token),
    renew: (token) => renewByLink(services, token, visitor),
    describeUnsubscribe: (token) => describeUnsubscribe(services, token),
    unsubscribe: (token) =>
      unsubscribe(services, token, {
        source: 'web_form',
        requestId: visitor.requestId,
        client: { ip: visitor.ip, userAgent: visitor.userAgent },
      }),
  };
}

async function allow(limit: RateLimiterMemory, ip: string): Promise<void> {
  try {
    await limit.consume(networkOf(ip));
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new AppError('rate_limited', 'Too many tries from this connection; try again later', {
      retryAfter: error.msBeforeNext / 1000,
    });
  }
}

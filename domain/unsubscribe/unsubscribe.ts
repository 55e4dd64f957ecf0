import { purposeNameIn } from '../purposes/purpose-words.ts';
import { withdrawConsent } from '../consent/withdraw/withdraw.ts';
import { maskAddress } from '../addresses/address.ts';
import { personAt } from '../addresses/by-channel.ts';
import { personContext, type Context, type Services } from '../context.ts';
import type { FormLanguage, Speak } from '../languages.contract.ts';
import { getTenant } from '../tenancy/read.ts';
import { preferencesUrl, readLink, type LinkTarget } from '../signed-links/links.ts';
import { messageOf, type SentMessage } from './message-of.ts';

export type UnsubscribePage = {
  language: FormLanguage;
  organization: { name: string; color: string; locale: string };
  /** The purpose that stops. Null: everything on this channel. */
  purpose: string | null;
  channel: 'sms' | 'email';
  /** Masked. */
  to: string;
  /** False once consent is withdrawn. */
  subscribed: boolean;
  /** The preference centre, with everything else this address receives. */
  preferencesUrl: string;
};

/** Describes an unsubscribe link for its page; changes nothing. Null for an invalid link. */
export async function describeUnsubscribe(
  services: Services,
  token: string,
  speak: Speak,
): Promise<UnsubscribePage | null> {
  const found = await behind(services, token);
  if (!found) return null;
  const { message, link } = found;
  const tenant = await getTenant(services, link);
  const language = speak(tenant.locale);
  return {
    language,
    organization: { name: tenant.name, color: tenant.brand_color, locale: tenant.locale },
    purpose: message.purpose && purposeNameIn(message.purpose, language),
    channel: message.channel,
    to: maskAddress(message.channel, message.address),
    subscribed: message.granted,
    preferencesUrl: preferencesUrl('', await services.keyring.keys(link), {
      tenantId: link.tenantId,
      messageId: link.id,
    }),
  };
}

export type UnsubscribeVia = {
  /**
   * `one_click`: the mail program's button, by HTTP request (RFC 8058) or by mail (RFC 2369); `web_form`: the page of
   * the link.
   */
  source: 'one_click' | 'web_form';
  requestId: string;
  evidence?: Record<string, string>;
  client?: Context['client'];
};

/**
 * Withdraws the consent of a message: for its address, channel and purpose. Needs only the link, never expires, and
 * can be repeated.
 * @returns false for an invalid link, or when the person was erased
 */
export async function unsubscribe(
  services: Services,
  token: string,
  via: UnsubscribeVia,
): Promise<boolean> {
  const link = await readLink(services.keyring, 'unsubscribe', token);
  return link ? unsubscribeFrom(services, link, via) : false;
}

/**
 * Withdraws the consent of a message without a link, for a caller that has verified the request by a signed mail
 * address.
 */
export async function unsubscribeFrom(
  services: Services,
  link: Pick<LinkTarget, 'tenantId' | 'id'>,
  via: UnsubscribeVia,
): Promise<boolean> {
  const message = await messageBehind(services, link);
  if (!message) return false;
  const ctx = personContext(link, { requestId: via.requestId, ...via.client });
  await withdrawConsent(services, ctx, {
    ...personAt(message.channel, message.address),
    channel: message.channel,
    purpose: message.purpose?.id,
    source: via.source,
    ...(via.evidence ? { evidence: { ...via.evidence } } : {}),
  });
  await services.db.withTenant(link, (trx) =>
    trx.raw(
      `insert into message_events (tenant_id, message_id, type, detail)
       select tenant_id, id, 'unsubscribed', jsonb_build_object('source', ?::text) from messages m
       where m.id = ? and not exists (select from message_events e
         where e.tenant_id = m.tenant_id and e.message_id = m.id and e.type = 'unsubscribed')`,
      [via.source, message.id],
    ),
  );
  return true;
}

async function behind(
  services: Services,
  token: string,
): Promise<{ link: LinkTarget; message: SentMessage } | null> {
  const link = await readLink(services.keyring, 'unsubscribe', token);
  if (!link) return null;
  const message = await messageBehind(services, link);
  return message && { link, message };
}

async function messageBehind(
  services: Services,
  link: Pick<LinkTarget, 'tenantId' | 'id'>,
): Promise<SentMessage | null> {
  const keys = await services.keyring.keys(link);
  return services.db.withTenant(link, (trx) => messageOf(trx, keys, link.tenantId, link.id));
}

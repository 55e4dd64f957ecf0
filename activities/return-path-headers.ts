import { REFERENCE_HEADER, REFERENCE_TAG } from '#domain/feedback/contract.ts';
import { signMailToken, type MailSubject } from '#domain/feedback/mail-token.ts';
import type { TenantKeys } from '#domain/keyring/keyring.ts';

/** How reports about our mails come back. */
export type MailReturns = {
  /** The domain whose mail is piped to our inbound endpoint (INBOUND_MAIL_DOMAIN); null: none. */
  domain: string | null;
  /** Whether reports come through Amazon SES, which passes on tags and headers. */
  ses: boolean;
};

/** Headers and addresses that link a report to its mail, and an unsubscribe mail to its consent. */
export type ReturnHeaders = {
  headers: Record<string, string>;
  /** The envelope sender, signed (VERP). */
  envelopeFrom?: string;
  /** RFC 2369: the address for people who unsubscribe by mail instead of a click. */
  unsubscribeMail?: string;
};

export function returnHeadersOf(
  returns: MailReturns | undefined,
  keys: TenantKeys,
  target: { tenantId: string; what: MailSubject; id: string },
): ReturnHeaders {
  if (!returns?.domain && !returns?.ses) return { headers: {} };
  const token = signMailToken(keys, 'bounce', target);
  const headers = {
    [REFERENCE_HEADER]: token,
    ...(returns.ses ? { 'X-SES-MESSAGE-TAGS': `${REFERENCE_TAG}=${token}` } : {}),
  };
  if (!returns.domain) return { headers };
  const out = signMailToken(keys, 'unsubscribe', target);
  return {
    headers,
    envelopeFrom: `bounce+${token}@${returns.domain}`,
    unsubscribeMail: `mailto:unsubscribe+${out}@${returns.domain}?subject=unsubscribe`,
  };
}

/**
 * Returns the List-Unsubscribe headers. RFC 8058: one click in the mail program unsubscribes; so does a mail, where
 * we receive mail.
 */
export const unsubscribeHeaders = (url: string, mail?: string): Record<string, string> => ({
  'List-Unsubscribe': [url, mail]
    .flatMap((address) => (address ? [`<${address}>`] : []))
    .join(', '),
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});

/**
 * Returns the List-Id (RFC 2919), by which subscribers can sort. A purpose is one list, for single mails and
 * campaigns.
 */
export const listId = (purposeId: string, publicUrl: string): string =>
  `<${purposeId}.${new URL(publicUrl).hostname}>`;

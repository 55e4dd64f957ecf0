import { REFERENCE_HEADER, REFERENCE_TAG } from '#domain/feedback/contract.ts';
import { signMailToken, type MailSubject } from '#domain/feedback/mail-token.ts';
import type { TenantKeys } from '#domain/keyring/keyring.ts';

/** How reports about our mails come back. */
export type MailReturns = {
  /** Whose mail is piped to our door (INBOUND_MAIL_DOMAIN); null: nobody's. */
  domain: string | null;
  /** Reports come through Amazon SES, which hands on tags and headers. */
  ses: boolean;
};

/** What makes a report find back to its mail, and a mail that unsubscribes to its consent. */
export type Marks = {
  headers: Record<string, string>;
  /** The envelope's sender, signed (VERP). */
  envelopeFrom?: string;
  /** RFC 2369: the way out for those who write rather than click. */
  unsubscribeMail?: string;
};

export function marksOf(
  returns: MailReturns | undefined,
  keys: TenantKeys,
  target: { tenantId: string; what: MailSubject; id: string },
): Marks {
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

/** RFC 8058: one click in the mail program unsubscribes; a mail does too, where we receive mail. */
export const wayOut = (url: string, mail?: string): Record<string, string> => ({
  'List-Unsubscribe': [url, mail].flatMap((way) => (way ? [`<${way}>`] : [])).join(', '),
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});

/** RFC 2919: what a subscriber can sort by. A purpose is one list, whether one mail goes out or a campaign. */
export const listId = (purposeId: string, publicUrl: string): string =>
  `<${purposeId}.${new URL(publicUrl).hostname}>`;

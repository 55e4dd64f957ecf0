import type { KeyObject } from 'node:crypto';
import { text } from 'node:stream/consumers';
import DKIM from 'nodemailer/lib/dkim';

/**
 * The key that signs the mails of a domain (RFC 6376). Its public half is published at
 * `<selector>._domainkey.<domain>`.
 */
export type DkimKey = { domain: string; selector: string; privateKey: KeyObject };

/**
 * Headers that a reader sees or acts on. RFC 8058 §4 requires both headers of one-click unsubscribing to be covered.
 */
const SIGNED = 'From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:List-Id:List-Unsubscribe:List-Unsubscribe-Post'; // prettier-ignore

/** Returns a function that prepends a signature to a mail; without a key, the function returns the mail unchanged. */
export function createSigner(key: DkimKey | null): (mail: string) => Promise<string> {
  if (key === null) return async (mail) => mail;
  const dkim = new DKIM({
    domainName: key.domain,
    keySelector: key.selector,
    privateKey: key.privateKey,
    headerFieldNames: SIGNED,
  });
  return (mail) => text(dkim.sign(Buffer.from(mail)));
}

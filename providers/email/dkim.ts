import type { KeyObject } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import DKIM from 'nodemailer/lib/dkim';

/** What signs the mails of a domain (RFC 6376): the public half stands at `<selector>._domainkey.<domain>`. */
export type DkimKey = { domain: string; selector: string; privateKey: KeyObject };

/** What a reader sees or acts on. RFC 8058 §4 wants both headers of one-click unsubscribing covered. */
const SIGNED = 'From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:List-Id:List-Unsubscribe:List-Unsubscribe-Post'; // prettier-ignore

/** @returns a function that puts a signature before a mail; without a key, one that leaves it as it is */
export function createSigner(key: DkimKey | null): (mail: Buffer) => Promise<Buffer> {
  if (key === null) return async (mail) => mail;
  const dkim = new DKIM({
    domainName: key.domain,
    keySelector: key.selector,
    privateKey: key.privateKey,
    headerFieldNames: SIGNED,
  });
  return (mail) => buffer(dkim.sign(mail));
}

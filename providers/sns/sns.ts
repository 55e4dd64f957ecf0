import { verify, X509Certificate, type KeyObject } from 'node:crypto';
import { get } from 'node:https';
import { stringToSign, type SnsMessage } from './notification.ts';

/*
 * Whether Amazon SNS signed a message (docs.aws.amazon.com/sns, "Verifying the signatures"). Own code on
 * node:crypto: the AWS SDK for JavaScript has nothing for it, and sns-validator 0.3.5 knows no time-out, no
 * validity of certificates, no other authority for tests, and keeps what it fetched for ever.
 */
export type SnsOptions = {
  /** Hosts, with a port if it is not 443, that certificates and subscriptions are fetched from. @default AWS's */
  hosts?: RegExp;
  /** Whom a signing certificate names. @default AWS's */
  signers?: RegExp;
  /** An authority that TLS trusts instead of the usual ones, in PEM: for the stand-in of tests. */
  ca?: string;
};

export type Sns = {
  /** @throws Error when the certificate cannot be fetched just now; the message may be sent again */
  signed(message: SnsMessage): Promise<boolean>;
  /**
   * Confirms a subscription by the request it asks for, if that goes to SNS itself; no other is made.
   * @returns false for an address that is not one of SNS
   * @throws Error when SNS does not answer
   */
  confirm(subscribeUrl: string): Promise<boolean>;
};

const AWS_HOSTS = /^sns\.[a-z0-9-]{3,40}\.amazonaws\.com(?:\.cn)?$/;
const AWS_SIGNERS = /(?:^|\.)amazonaws\.com(?:\.cn)?$/;
const HASH = { '1': 'sha1', '2': 'sha256' } as const;

/** Larger answers and longer waits, in bytes and milliseconds, are none. */
const LARGEST = 64 * 1024;
const PATIENCE = 5_000;
/** Certificates that are kept, and how long: they change about once a year. */
const MOST_KEPT = 20;
const KEEP_MS = 24 * 60 * 60_000;

export function createSns(options: SnsOptions = {}): Sns {
  const hosts = options.hosts ?? AWS_HOSTS;
  const signers = options.signers ?? AWS_SIGNERS;
  const kept = new Map<string, { key: KeyObject; until: number }>();

  /** The address, if it is one of SNS: https, the right host, nobody's name in it. */
  const ofSns = (text: string): URL | null => {
    if (!URL.canParse(text)) return null;
    const url = new URL(text);
    const right =
      url.protocol === 'https:' && hosts.test(url.host) && !url.username && !url.password;
    return right ? url : null;
  };

  const keyAt = async (url: URL): Promise<KeyObject | null> => {
    const known = kept.get(url.href);
    if (known && known.until > Date.now()) return known.key;
    const found = signingKey(await fetchFrom(url, options.ca), signers);
    if (!found) return null;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(url.href, { key: found.key, until: Math.min(found.until, Date.now() + KEEP_MS) });
    return found.key;
  };

  return {
    async signed(message) {
      const url = ofSns(message.SigningCertURL);
      if (!url?.pathname.endsWith('.pem')) return false;
      const key = await keyAt(url);
      if (!key) return false;
      const signature = Buffer.from(message.Signature, 'base64');
      return verify(
        HASH[message.SignatureVersion],
        Buffer.from(stringToSign(message)),
        key,
        signature,
      );
    },
    async confirm(subscribeUrl) {
      const url = ofSns(subscribeUrl);
      if (!url) return false;
      await fetchFrom(url, options.ca);
      return true;
    },
  };
}

/**
 * The key of a certificate that is valid now, names its owner, and whose chain, as far as the file has one,
 * holds together. That it is SNS's follows from where it was fetched: TLS has checked that host's own chain.
 */
function signingKey(pem: string, signers: RegExp): { key: KeyObject; until: number } | null {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const chain = blocks.slice(0, 10).flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
  const [leaf, ...above] = chain;
  if (!leaf || chain.length !== Math.min(blocks.length, 10)) return null;
  const now = Date.now();
  const valid = chain.every((one) => one.validFromDate.getTime() <= now && one.validToDate.getTime() > now); // prettier-ignore
  const linked = above.every((issuer, i) => {
    const issued = chain[i];
    return issued?.checkIssued(issuer) && issued.verify(issuer.publicKey);
  });
  const name = /^CN=(.+)$/m.exec(leaf.subject)?.[1] ?? '';
  if (!valid || !linked || !signers.test(name) || leaf.publicKey.asymmetricKeyType !== 'rsa') {
    return null;
  }
  return { key: leaf.publicKey, until: leaf.validToDate.getTime() };
}

/** A small text over HTTPS. Follows no redirect. @throws Error for anything but 200 in time */
function fetchFrom(url: URL, ca: string | undefined): Promise<string> {
  return new Promise((done, fail) => {
    const request = get(
      url,
      { agent: false, signal: AbortSignal.timeout(PATIENCE), ...(ca ? { ca } : {}) },
      (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > LARGEST) request.destroy(new Error('SNS answered with too much'));
          else chunks.push(chunk);
        });
        answer.on('error', fail);
        answer.on('end', () =>
          answer.statusCode === 200
            ? done(Buffer.concat(chunks).toString('utf8'))
            : fail(new Error(`SNS answered ${answer.statusCode}`)),
        );
      },
    );
    request.on('error', fail);
  });
}

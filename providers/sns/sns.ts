import { verify, X509Certificate, type KeyObject } from 'node:crypto';
import { get } from 'node:https';
import { stringToSign, type SnsMessage } from './notification.ts';

/*
 * Checks whether Amazon SNS signed a message (docs.aws.amazon.com/sns, "Verifying the signatures"). Own code on
 * node:crypto: the AWS SDK for JavaScript has no function for it, and sns-validator 0.3.5 has no time-out, checks no
 * validity of certificates, allows no other authority for tests, and keeps everything it fetched for ever.
 */
export type SnsOptions = {
  /** Hosts (with a port if not 443) from which certificates and subscriptions are fetched. @default AWS's */
  hosts?: RegExp;
  /** Pattern for the name in a signing certificate. @default AWS's */
  signers?: RegExp;
  /** A certificate authority in PEM that TLS trusts instead of the usual ones; for tests. */
  ca?: string;
};

export type Sns = {
  /**
   * Returns whether SNS signed the message.
   * @throws {Error} when the certificate cannot be fetched just now; the message may be sent again
   */
  signed(message: SnsMessage): Promise<boolean>;
  /**
   * Confirms a subscription by fetching its URL, but only if the URL is SNS's.
   * @returns false for any other URL
   * @throws {Error} when SNS does not answer
   */
  confirm(subscribeUrl: string): Promise<boolean>;
};

const AWS_HOSTS = /^sns\.[a-z0-9-]{3,40}\.amazonaws\.com(?:\.cn)?$/;
const AWS_SIGNERS = /(?:^|\.)amazonaws\.com(?:\.cn)?$/;
const HASH = { '1': 'sha1', '2': 'sha256' } as const;

/** Limits of an answer: bytes and milliseconds. */
const LARGEST = 64 * 1024;
const PATIENCE = 5_000;
/** How many certificates are kept, and how long: they change about once a year. */
const MOST_KEPT = 20;
const KEEP_MS = 24 * 60 * 60_000;

export function createSns(options: SnsOptions = {}): Sns {
  const hosts = options.hosts ?? AWS_HOSTS;
  const signers = options.signers ?? AWS_SIGNERS;
  const kept = new Map<string, { key: KeyObject; until: number }>();

  /** Returns the URL if it is SNS's: https, the right host, no credentials. */
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
 * Returns the key of a certificate that is valid now and names SNS, and whose chain (as far as the file has it) is
 * consistent; otherwise null. TLS has checked the host's own chain, so the file comes from SNS.
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

/**
 * Fetches a small text over HTTPS. Follows no redirect.
 * @throws {Error} for anything but a 200 in time
 */
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

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

export type Keys = { accessKeyId: string; secretAccessKey: string; region: string };

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
/** Allowed difference of a request's clock, in milliseconds. */
const SKEW = 15 * 60_000;

/**
 * Checks a request like S3: signs it again with the known key, over the headers that it lists as signed, and compares
 * the body with the hash among them.
 * @returns S3's error code; null when everything is right
 */
export async function signatureFault(
  req: IncomingMessage,
  body: Buffer,
  { accessKeyId, secretAccessKey, region }: Keys,
): Promise<string | null> {
  const found = HEADER.exec(req.headers.authorization ?? '');
  if (!found) return 'AccessDenied';
  const [authorization, id, , scope, names = ''] = found;
  if (id !== accessKeyId) return 'InvalidAccessKeyId';
  if (scope !== region) return 'AuthorizationHeaderMalformed';
  const header = (name: string): string => String(req.headers[name] ?? '');
  const signed = names.split(';');
  const claimed = header('x-amz-content-sha256');
  for (const needed of ['host', 'x-amz-date', 'x-amz-content-sha256']) {
    if (!signed.includes(needed)) return 'AccessDenied';
  }
  const made = createHash('sha256').update(body).digest('hex');
  if (/^[0-9a-f]{64}$/.test(claimed) && claimed !== made) return 'XAmzContentSHA256Mismatch';
  const signingDate = timeOf(header('x-amz-date'));
  if (!(Math.abs(signingDate.getTime() - Date.now()) < SKEW)) return 'RequestTimeTooSkewed';
  const url = new URL(req.url ?? '/', `http://${header('host')}`);
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey },
    region,
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
  });
  const again = await signer.sign(
    {
      method: req.method ?? 'GET',
      protocol: 'http:',
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(signed.map((name) => [name, header(name)])),
    },
    { signingDate },
  );
  return again.headers['authorization'] === authorization ? null : 'SignatureDoesNotMatch';
}

/** `20261121T120000Z` */
const timeOf = (text: string): Date =>
  new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

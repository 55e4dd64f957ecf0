import { randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { generate } from 'selfsigned';
import { stringToSign, type SnsMessage } from '#providers/sns/notification.ts';
import { createSns, type Sns } from '#providers/sns/sns.ts';

export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:ses-feedback';
const DAY = 86_400_000;

export type SnsStandIn = {
  url: string;
  /** A client that treats this simulation as AWS. */
  sns: Sns;
  /** Requested paths, in order. */
  asked: string[];
  /** Creates a message as SNS would post it, signed unless told otherwise. */
  message(fields?: Partial<SnsMessage>, version?: '1' | '2', certificate?: string): string;
  /** Creates an SES event inside an SNS message. */
  notice(event: object, fields?: Partial<SnsMessage>): string;
};

/** Cached per test file, because creating keys takes a moment. */
let made: ReturnType<typeof certificates> | undefined;

async function certificates() {
  const authority = await generate([{ name: 'commonName', value: 'Test authority' }], {
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const issue = (name: string, from = -DAY, to = 30 * DAY) =>
    generate([{ name: 'commonName', value: name }], {
      algorithm: 'sha256',
      notBeforeDate: new Date(Date.now() + from),
      notAfterDate: new Date(Date.now() + to),
      ca: { key: authority.private, cert: authority.cert },
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
  const other = await generate([{ name: 'commonName', value: 'Other' }], { algorithm: 'sha256' });
  const signer = await issue('sns.amazonaws.com');
  const above = (cert: string) => ({ private: signer.private, cert: `${signer.cert}\n${cert}` });
  const signers: Record<string, { private: string; cert: string }> = {
    'signer.pem': signer,
    'expired.pem': await issue('sns.amazonaws.com', -30 * DAY, -DAY),
    'early.pem': await issue('sns.amazonaws.com', DAY, 30 * DAY),
    'stranger.pem': await issue('evil.example'),
    'chain.pem': above(authority.cert),
    // The leaf certificate with an authority that did not issue it.
    'unlinked.pem': above(other.cert),
  };
  return { authority, tls: await issue('localhost'), signers };
}

/** Simulates Amazon SNS: TLS with its own authority, certificates to fetch, signatures. */
export async function snsStandIn(t: ExecutionContext): Promise<SnsStandIn> {
  made ??= certificates();
  const { authority, tls, signers } = await made;
  const asked: string[] = [];
  const server = createServer({ key: tls.private, cert: tls.cert }, (req, res) => {
    const path = new URL(req.url ?? '/', 'https://localhost').pathname.slice(1);
    asked.push(path);
    const found = signers[path];
    if (path === 'redirect.pem') res.writeHead(302, { location: '/signer.pem' }).end();
    else if (path === 'away') res.writeHead(500).end();
    else if (found || path === 'confirm') res.end(found?.cert ?? '<ConfirmSubscriptionResponse/>');
    else res.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `https://localhost:${address.port}`;
  const message: SnsStandIn['message'] = (
    fields = {},
    version = '1',
    certificate = 'signer.pem',
  ) => {
    const plain: SnsMessage = {
      Type: 'Notification',
      MessageId: randomUUID(),
      TopicArn: TOPIC,
      Message: '{}',
      Timestamp: new Date().toISOString(),
      SignatureVersion: version,
      SigningCertURL: `${url}/${certificate}`,
      Signature: '',
      UnsubscribeURL: `${url}/?Action=Unsubscribe`,
      ...fields,
    };
    const key = (signers[certificate] ?? signers['signer.pem'])?.private ?? '';
    const hash = version === '1' ? 'sha1' : 'sha256';
    const Signature = sign(hash, Buffer.from(stringToSign(plain)), key).toString('base64');
    return JSON.stringify({ ...plain, Signature, ...('Signature' in fields ? { Signature: fields.Signature } : {}) }); // prettier-ignore
  };
  return {
    url,
    asked,
    message,
    notice: (event, fields) => message({ ...fields, Message: JSON.stringify(event) }),
    sns: createSns({ hosts: new RegExp(`^localhost:${address.port}$`), ca: authority.cert }),
  };
}

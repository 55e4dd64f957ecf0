import type { KeyObject } from 'node:crypto';
import { hmac } from '#lib/crypto.ts';
import { isKind } from '#lib/errors.ts';
import { idAt, tenantId, type TenantId } from '#lib/ids.ts';
import { isSignedBy, type Keyring, type TenantKeys } from '../keyring/keyring.ts';

/*
 * Public links are signed tokens, not rows: kind (1 byte) | tenant (16) | id (16) | extra | MAC (16),
 * base64url. 128 bits of MAC under the tenant's signing key; 3 to 4 µs each (a KeyObject, made once).
 */
const KIND = {
  unsubscribe: 1,
  open: 2,
  click: 3,
  confirm: 4,
  renew: 5,
  preferences: 8,
  receipt: 9,
  export: 10,
} as const;
export type LinkKind = keyof typeof KIND;

const HEAD = 33;
const MAC = 16;

/** The content of a token: the id of a message, verification, consent or event, and for a click the target URL. */
export type LinkTarget = { tenantId: TenantId; id: string; extra: string };

/** Creates a signed token. @param extra part of the token; anybody who has the token can read it */
export function signLink(
  keys: TenantKeys,
  kind: LinkKind,
  target: { tenantId: string; id: string },
  extra = '',
): string {
  const end = LABEL.length + HEAD + Buffer.byteLength(extra);
  const bytes = Buffer.allocUnsafe(end + MAC);
  LABEL.copy(bytes);
  bytes[LABEL.length] = KIND[kind];
  writeId(target.tenantId, bytes, LABEL.length + 1);
  writeId(target.id, bytes, LABEL.length + 17);
  bytes.write(extra, LABEL.length + HEAD);
  hmac(keys.signing, bytes.subarray(0, end)).copy(bytes, end, 0, MAC);
  return bytes.toString('base64url', LABEL.length);
}

function writeId(id: string, bytes: Buffer, at: number): void {
  if (bytes.write(id.replaceAll('-', ''), at, 16, 'hex') !== 16) throw new TypeError('not a UUID');
}

const mac = (key: KeyObject, body: Buffer): Buffer =>
  hmac(key, Buffer.concat([LABEL, body])).subarray(0, MAC);
const LABEL = Buffer.from('link\0');

/** Verifies a token in constant time. @returns null when it is not a valid token of this kind */
export async function readLink(
  keyring: Keyring,
  kind: LinkKind,
  token: string,
): Promise<LinkTarget | null> {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length < HEAD + MAC || bytes.toString('base64url') !== token) return null;
  if (bytes[0] !== KIND[kind]) return null;
  const tenant = idAt(bytes, 1);
  const id = idAt(bytes, 17);
  if (!tenant || !id) return null;
  const scope = { tenantId: tenantId(tenant) };
  const keys = await keyring.keys(scope).catch(notOurs);
  const body = bytes.subarray(0, -MAC);
  if (!keys || !isSignedBy(keys, bytes.subarray(-MAC), (key) => mac(key, body))) return null;
  return { ...scope, id, extra: body.subarray(HEAD).toString() };
}

/** An unknown tenant means a forged token; any other error does not. */
function notOurs(error: unknown): null {
  if (isKind(error, 'not_found')) return null;
  throw error;
}

type MessageRef = { tenantId: string; messageId: string };
const ofMessage = (m: MessageRef) => ({ tenantId: m.tenantId, id: m.messageId });

/** Returns the unsubscribe page of a message, which is also its RFC 8058 one-click URL. */
export const unsubscribeUrl = (publicUrl: string, keys: TenantKeys, m: MessageRef): string =>
  `${publicUrl}/u/${signLink(keys, 'unsubscribe', ofMessage(m))}`;

/** Returns the page where the recipient of a message sees and changes what they receive. */
export const preferencesUrl = (publicUrl: string, keys: TenantKeys, m: MessageRef): string =>
  `${publicUrl}/p/${signLink(keys, 'preferences', ofMessage(m), 'm')}`;

/** Returns the same page for the address of a consent. */
export const preferencesUrlOf = (
  publicUrl: string,
  keys: TenantKeys,
  consent: { tenantId: string; id: string },
): string => `${publicUrl}/p/${signLink(keys, 'preferences', consent, 'c')}`;

/** Returns the opt-out links of a message, by their names in templates. */
export const optOutLinks = (publicUrl: string, keys: TenantKeys, m: MessageRef) => ({
  unsubscribe_url: unsubscribeUrl(publicUrl, keys, m),
  preferences_url: preferencesUrl(publicUrl, keys, m),
});

/** Returns the page where a person renews a consent that would expire, by the event of its grant. */
export const renewUrl = (
  publicUrl: string,
  keys: TenantKeys,
  grant: { tenantId: string; eventId: string },
): string =>
  `${publicUrl}/k/${signLink(keys, 'renew', { tenantId: grant.tenantId, id: grant.eventId })}`;

/**
 * Returns the page with the receipt of a consent event, for the person it is about.
 * @param address `masked` where the link may be forwarded, as in newsletters; else in clear
 */
export const receiptUrl = (
  publicUrl: string,
  keys: TenantKeys,
  event: { tenantId: string; eventId: string },
  address: 'clear' | 'masked' = 'clear',
): string => {
  const target = { tenantId: event.tenantId, id: event.eventId };
  return `${publicUrl}/r/${signLink(keys, 'receipt', target, address === 'masked' ? MASKED : '')}`;
};
/** The `extra` of a receipt's link whose page masks the address. */
export const MASKED = 'm';

/** Returns the URL of the open pixel of a mail. */
export const openUrl = (publicUrl: string, keys: TenantKeys, m: MessageRef): string =>
  `${publicUrl}/t/o/${signLink(keys, 'open', ofMessage(m))}`;

/** Returns a link of a mail that counts the click and redirects to its target. */
export const clickUrl = (
  publicUrl: string,
  keys: TenantKeys,
  m: MessageRef,
  target: string,
): string => `${publicUrl}/t/c/${signLink(keys, 'click', ofMessage(m), target)}`;

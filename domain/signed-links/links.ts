import { hash, type KeyObject } from 'node:crypto';
import { hmac } from '#lib/crypto.ts';
import { isKind } from '#lib/errors.ts';
import { idAt, tenantId, type TenantId } from '#lib/ids.ts';
import { isSignedBy, type Keyring, type TenantKeys } from '../keyring/keyring.ts';

/*
 * Public links are signed tokens, not rows: kind (1 byte) | tenant (16) | id (16) | extra | MAC (16),
 * base64url. The MAC has 128 bits. It is an HMAC under the tenant's signing key, or, for the links of a campaign's mail,
 * a hash under a key that is derived from it for this id: then all links of a mail cost one HMAC, of 3 to 4 µs.
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
  widget: 11,
  invitation: 12,
  password_reset: 13,
} as const;
export type LinkKind = keyof typeof KIND;

const HEAD = 33;
const MAC = 16;

/**
 * The content of a token: the id of a message, verification, consent, event, a visitor's session, a request for a
 * new password or an invitation; for a
 * click also the target URL, for a session its end, for an invitation the number of its link.
 */
export type LinkTarget = { tenantId: TenantId; id: string; extra: string };

/** Creates a signed token. @param extra part of the token; anybody who has the token can read it */
export function signLink(
  keys: TenantKeys,
  kind: LinkKind,
  target: { tenantId: string; id: string },
  extra = '',
): string {
  const sign = (signed: Buffer): string => hmac(keys.signing, signed).toString('hex');
  return tokenOf(LABEL, kind, idsOf(target), extra, sign);
}

/** Returns tenant and id in 32 bytes, as every token has them. */
function idsOf(target: { tenantId: string; id: string }): Buffer {
  const ids = Buffer.from((target.tenantId + target.id).replaceAll('-', ''), 'hex');
  if (ids.length !== HEAD - 1) throw new TypeError('not two UUIDs');
  return ids;
}

/** @param secret what is signed before the body, and is no part of the token */
function tokenOf(
  secret: Buffer,
  kind: LinkKind,
  ids: Buffer,
  extra: string,
  sign: (signed: Buffer) => string,
): string {
  const end = secret.length + HEAD + Buffer.byteLength(extra);
  const bytes = Buffer.allocUnsafe(end + MAC);
  secret.copy(bytes);
  bytes[secret.length] = KIND[kind];
  ids.copy(bytes, secret.length + 1);
  bytes.write(extra, secret.length + HEAD);
  bytes.write(sign(bytes.subarray(0, end)), end, MAC, 'hex');
  return bytes.toString('base64url', secret.length);
}

/** Returns a function that signs tokens of one id; each is as good as one of `signLink`, and costs less. */
export function linkSigner(
  keys: TenantKeys,
  target: { tenantId: string; id: string },
): (kind: LinkKind, extra?: string) => string {
  const ids = idsOf(target);
  const secret = keyOfId(keys.signing, ids);
  return (kind, extra = '') =>
    tokenOf(secret, kind, ids, extra, (signed) => hash('sha256', signed, 'hex'));
}

const DERIVED_LABEL = Buffer.from('links of\0');

/** Derives the key of one id. */
const keyOfId = (key: KeyObject, ids: Buffer): Buffer =>
  hmac(key, Buffer.concat([DERIVED_LABEL, ids]));

/**
 * The MAC by the key of an id: SHA-256 over secret and content, cut to half, so that nobody can extend the content
 * (as in SHA-512/256, FIPS 180-4 §5.3.6).
 */
const derivedMac = (key: KeyObject, body: Buffer): Buffer =>
  hash('sha256', Buffer.concat([keyOfId(key, body.subarray(1, HEAD)), body]), 'buffer').subarray(
    0,
    MAC,
  );

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
  const given = bytes.subarray(-MAC);
  const signed =
    keys &&
    [mac, derivedMac]
      .map((made) => isSignedBy(keys, given, (key) => made(key, body)))
      .includes(true);
  if (!signed) return null;
  return { ...scope, id, extra: body.subarray(HEAD).toString() };
}

/** An unknown tenant means a forged token; any other error does not. */
function notOurs(error: unknown): null {
  if (isKind(error, 'not_found')) return null;
  throw error;
}

/** Returns the links of one message in a campaign. Each is made when it is called, because not every text has it. */
export function messageLinks(publicUrl: string, keys: TenantKeys, m: MessageRef) {
  let signer: ReturnType<typeof linkSigner> | undefined;
  const sign: ReturnType<typeof linkSigner> = (kind, extra) => {
    signer ??= linkSigner(keys, ofMessage(m));
    return signer(kind, extra);
  };
  return {
    unsubscribe: () => `${publicUrl}/u/${sign('unsubscribe')}`,
    preferences: () => `${publicUrl}/p/${sign('preferences', 'm')}`,
    open: () => `${publicUrl}/t/o/${sign('open')}`,
    click: (target: string) => `${publicUrl}/t/c/${sign('click', target)}`,
  };
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
 * Returns the page where an invited person accepts.
 * @param version counts the links of the invitation: only the newest works
 */
export const invitationUrl = (
  publicUrl: string,
  keys: TenantKeys,
  invitation: { tenantId: string; id: string },
  version: number,
): string =>
  `${publicUrl}/invitations/accept/${signLink(keys, 'invitation', invitation, String(version))}`;

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

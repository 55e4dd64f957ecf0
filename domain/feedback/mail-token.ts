import type { KeyObject } from 'node:crypto';
import { base32nopad } from '@scure/base';
import { parse } from 'uuid';
import { hmac } from '#lib/crypto.ts';
import { idAt, tenantId, type TenantId } from '#lib/ids.ts';
import type { Services } from '../context.ts';
import { isSignedBy, type TenantKeys } from '../keyring/keyring.ts';

/*
 * Signed tokens in addresses identify the mail that an incoming mail answers: `bounce+<token>@…`,
 * `unsubscribe+<token>@…`. A local part has at most 64 characters (RFC 5321 §4.5.3.1.1) and may lose its case on the
 * way. So a token is: type (1 byte) | id (16) | last bytes of the tenant's id (3) | MAC (10), in base32, 48
 * characters. Links (domain/signed-links/links.ts) have room for more. 80 bits of MAC are enough because they can
 * only be guessed by requests to us.
 */
const WHAT = { message: 1, verification: 2 } as const;
export type MailSubject = keyof typeof WHAT;

/** What a token may be used for: the one that comes with every bounce must not unsubscribe. */
export type MailUse = 'bounce' | 'unsubscribe';

const HEAD = 20;
const MAC = 10;
/** The 30 bytes in base32 (RFC 4648 §6), upper or lower case. */
const TOKEN = /^[a-z2-7]{48}$/i;

export type MailTarget = { tenantId: TenantId; what: MailSubject; id: string };

/** Makes the token of a mail for one use. */
export function signMailToken(
  keys: TenantKeys,
  use: MailUse,
  target: { tenantId: string; what: MailSubject; id: string },
): string {
  const tenant = parse(target.tenantId);
  const head = Buffer.concat([Buffer.of(WHAT[target.what]), parse(target.id), tenant.slice(-3)]);
  return base32nopad
    .encode(Buffer.concat([head, mac(keys.signing, use, tenant, head)]))
    .toLowerCase();
}

const mac = (key: KeyObject, use: MailUse, tenant: Uint8Array, head: Buffer): Buffer =>
  hmac(key, Buffer.concat([LABEL[use], tenant, head])).subarray(0, MAC);
const LABEL = {
  bounce: Buffer.from('mail-bounce\0'),
  unsubscribe: Buffer.from('mail-unsubscribe\0'),
};

/** Checks a token in constant time. @returns null for one that we did not make for this use */
export async function readMailToken(
  services: Pick<Services, 'db' | 'keyring'>,
  use: MailUse,
  token: string,
): Promise<MailTarget | null> {
  if (!TOKEN.test(token)) return null;
  const bytes = Buffer.from(base32nopad.decode(token.toUpperCase()));
  const what = bytes[0] === WHAT.message ? 'message' : bytes[0] === WHAT.verification ? 'verification' : null; // prettier-ignore
  const id = idAt(bytes, 1);
  if (!what || !id) return null;
  const head = bytes.subarray(0, HEAD);
  const rows: { tenant_id: string }[] = await services.db.withJobs((trx) =>
    trx('tenants')
      .whereRaw('right(tenant_id::text, 6) = ?', [head.subarray(-3).toString('hex')])
      .select('tenant_id'),
  );
  for (const row of rows) {
    const scope = { tenantId: tenantId(row.tenant_id) };
    const keys = await services.keyring.keys(scope);
    const tenant = parse(row.tenant_id);
    if (isSignedBy(keys, bytes.subarray(HEAD), (key) => mac(key, use, tenant, head))) {
      return { ...scope, what, id };
    }
  }
  return null;
}

/** Returns the token of an address that we made, e.g. of `bounce+<token>@host`; null for any other. */
export function tokenIn(address: string): { use: MailUse; token: string } | null {
  const [, use, token] = /^<?(bounce|unsubscribe)\+([a-z2-7]{48})@/i.exec(address.trim()) ?? [];
  if (!use || !token) return null;
  return { use: use.toLowerCase() === 'bounce' ? 'bounce' : 'unsubscribe', token };
}

import type { Trx } from '#lib/db.ts';
import { AppError, conflict, invalidField } from '#lib/errors.ts';
import { recordAudit } from '../audit/record.ts';
import { normalizeEmail, type Channel } from '../addresses/address.ts';
import { mustBeAddress } from '../addresses/addresses.ts';
import type { Context, Services } from '../context.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import { decryptValue, encryptValue } from '../encryption/personal.ts';
import { getTenant } from '../tenancy/read.ts';
import { checkVerification } from '../address-proof/check.ts';
import { startVerification } from '../verification/start.ts';
import type { Member, ProofCode, ProveAddress } from './contract.ts';

type AddressRow = {
  tenant_id: string;
  user_id: string;
  channel: Channel;
  address_bidx: Buffer;
  address_enc: Buffer;
  verification_id: string;
  proved_at: Date | null;
};

export type OwnAddress = {
  channel: Channel;
  address: string | null;
  proved: boolean;
  /** A code was requested and not entered yet. */
  code_sent: boolean;
};

const aad = ({ tenant_id, user_id, channel }: Pick<AddressRow, 'tenant_id' | 'user_id' | 'channel'>) => ({
  tenantId: tenant_id,
  table: 'member_addresses',
  id: `${user_id}:${channel}`,
  column: 'address',
}); // prettier-ignore

/**
 * Returns the addresses for tests to a member. Mail goes to the address of the account, and only while it is the
 * proved one.
 */
export async function ownAddresses(
  services: Services,
  ctx: Context,
  member: Member,
): Promise<OwnAddress[]> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => [
    await ownAddress(trx, keys, member, 'email'),
    await ownAddress(trx, keys, member, 'sms'),
  ]);
}

/** Returns the address for one channel. */
export async function ownAddress(
  trx: Trx,
  keys: TenantKeys,
  member: Member,
  channel: Channel,
): Promise<OwnAddress> {
  const row: AddressRow | undefined = await trx('member_addresses')
    .where({ user_id: member.id, channel })
    .first();
  const current = channel === 'email' ? normalizeEmail(member.email) : null;
  const holds =
    row !== undefined &&
    (channel === 'sms' ||
      (current !== null && row.address_bidx.equals(blindIndex(keys, channel, current))));
  if (!holds) return { channel, address: current, proved: false, code_sent: false };
  const proved = row.proved_at !== null;
  const address = decryptValue(keys, aad(row), row.address_enc);
  return { channel, address, proved, code_sent: !proved };
}

/**
 * Sends a member a code that proves an address of their own: the one of the account, or a number.
 * @throws AppError invalid (phone), conflict (already proved), rate_limited, unavailable
 */
export async function startProof(
  services: Services,
  ctx: Context,
  member: Member,
  { channel, phone }: ProveAddress,
): Promise<OwnAddress> {
  const keys = await services.keyring.keys(ctx);
  const address = await addressOf(services, ctx, member, { channel, phone });
  const address_bidx = blindIndex(keys, channel, address);
  const before: AddressRow | undefined = await services.db.withTenant(ctx, (trx) =>
    trx('member_addresses').where({ user_id: member.id, channel }).first(),
  );
  if (before?.proved_at && before.address_bidx.equals(address_bidx)) {
    throw conflict('This address is already proved');
  }
  const to = { channel, to: address, purpose: 'member_address', client_ip: undefined };
  const { id: verification_id } = await startVerification(services, ctx, to).catch(ofField);
  return services.db.withTenant(ctx, async (trx) => {
    const key = { tenant_id: ctx.tenantId, user_id: member.id, channel };
    await trx('member_addresses')
      .insert({
        ...key,
        address_bidx,
        address_enc: encryptValue(keys, aad(key), address),
        verification_id,
        proved_at: null,
      })
      .onConflict(['tenant_id', 'user_id', 'channel'])
      .merge(['address_bidx', 'address_enc', 'verification_id', 'proved_at']);
    await recordAudit(trx, ctx, {
      action: 'member_address.asked',
      entityType: 'user',
      entityId: member.id,
      detail: { channel },
    });
    return ownAddress(trx, keys, member, channel);
  });
}

/** Proves the address by the code. @throws AppError conflict (no code was requested), invalid (code), rate_limited */
export async function proveOwnAddress(
  services: Services,
  ctx: Context,
  member: Member,
  { channel, code }: ProofCode,
): Promise<OwnAddress> {
  const keys = await services.keyring.keys(ctx);
  const row: AddressRow | undefined = await services.db.withTenant(ctx, (trx) =>
    trx('member_addresses').where({ user_id: member.id, channel }).first(),
  );
  if (!row || row.proved_at) throw conflict('No code was requested; request one first');
  const { status, attempts_left } = await checkVerification(
    services,
    ctx,
    row.verification_id,
    code,
  );
  if (status !== 'approved') {
    throw invalidField(
      'code',
      status === 'pending'
        ? `is not the one we sent; ${attempts_left} attempts are left`
        : 'is no longer valid; request a new one',
    );
  }
  return services.db.withTenant(ctx, async (trx) => {
    await trx('member_addresses')
      .where({ user_id: member.id, channel, verification_id: row.verification_id })
      .update({ proved_at: trx.fn.now() });
    await recordAudit(trx, ctx, {
      action: 'member_address.proved',
      entityType: 'user',
      entityId: member.id,
      detail: { channel },
    });
    return ownAddress(trx, keys, member, channel);
  });
}

async function addressOf(
  services: Services,
  ctx: Context,
  member: Member,
  { channel, phone }: ProveAddress,
): Promise<string> {
  if (channel === 'sms') {
    const { country } = await getTenant(services, ctx);
    return mustBeAddress('phone', 'sms', phone ?? '', country);
  }
  if (phone !== undefined) throw invalidField('phone', 'is for texts; leave it out');
  return mustBeAddress('email', 'email', member.email, '');
}

/** Maps an error of the verification's `to` to the field of the given number. */
function ofField(error: unknown): never {
  if (error instanceof AppError && error.detail.errors) {
    const errors = error.detail.errors.map((one) => ({ ...one, path: one.path === 'to' ? 'phone' : one.path })); // prettier-ignore
    throw new AppError(error.kind, error.message, { ...error.detail, errors });
  }
  throw error;
}

import type { Trx } from '#lib/db.ts';
import { AppError, invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { Suppression } from '#models/suppression.ts';
import { recordAudits } from '../audit/record.ts';
import { normalizeAddress } from '../addresses/address.ts';
import type { Context, Services } from '../context.ts';
import { endQuestions, lockQuestions, type AddressIndex } from '../pending-codes/questions.ts';
import { SUPPRESSION_REASONS, type SuppressionReason } from './contract.ts';
import { wrongEndNow } from './end.ts';
import { erasedAmong, nameOf, suppressionHashes } from './erased.ts';
import { noAddress } from './no-address.ts';
import { suppressionAad, suppressionView, type SuppressionView } from './view.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import { encryptValue } from '../encryption/personal.ts';
import { getTenant } from '../tenancy/read.ts';

export type NewSuppression = {
  channel: 'sms' | 'email';
  address: string;
  reason: SuppressionReason;
  note?: string | undefined;
  expires_at?: Date | undefined;
};

/**
 * Blocks an address. If it is blocked already, returns the existing suppression.
 * @throws AppError invalid (address, expires_at)
 */
export async function createSuppression(
  services: Services,
  ctx: Context,
  input: NewSuppression,
): Promise<SuppressionView> {
  const keys = await services.keyring.keys(ctx);
  const { country } = await getTenant(services, ctx);
  const address = normalizeAddress(input.channel, input.address, country);
  if (address === null) throw invalidField('address', noAddress(input.channel));
  return services.db.withTenant(ctx, async (trx) => {
    const wrong = wrongEndNow(trx, input);
    if (wrong !== undefined) throw invalidField('expires_at', wrong);
    return suppressionView(keys, await suppress(trx, ctx, keys, { ...input, address }));
  });
}

/**
 * Blocks many addresses, all or none. @returns how many are new, and how many were blocked already
 * @throws AppError invalid, at the field of each invalid address or end
 */
export async function createSuppressions(
  services: Services,
  ctx: Context,
  { suppressions }: { suppressions: readonly NewSuppression[] },
): Promise<{ created: number | null; already: number | null }> {
  const keys = await services.keyring.keys(ctx);
  const { country } = await getTenant(services, ctx);
  const wanted = suppressions.map((one) => {
    const address = normalizeAddress(one.channel, one.address, country);
    return address === null ? null : { ...one, address };
  });
  const errors = wanted.flatMap((one, i) =>
    one
      ? []
      : [{ path: `suppressions.${i}.address`, message: noAddress(suppressions[i]?.channel) }],
  );
  if (errors.length) throw new AppError('invalid', 'Some addresses are not valid', { errors });
  const good = wanted.flatMap((one) => one ?? []);
  const made = await services.db.withTenant(ctx, (trx) => {
    const ends = good.flatMap((one, i) => {
      const message = wrongEndNow(trx, one);
      return message === undefined ? [] : [{ path: `suppressions.${i}.expires_at`, message }];
    });
    if (ends.length) throw new AppError('invalid', 'Some ends are not valid', { errors: ends });
    return suppressAll(trx, ctx, keys, good);
  });
  // The numbers reveal which addresses were blocked already, so they need the permission to read suppressions.
  if (!ctx.permissions.has('suppressions:read')) return { created: null, already: null };
  return { created: made.length, already: suppressions.length - made.length };
}

/** Blocks an address inside another transaction, e.g. of a hard bounce. `address` is normalised. */
export async function suppress(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  input: NewSuppression,
): Promise<Suppression> {
  await suppressAll(trx, ctx, keys, [input], ctx.resourceId);
  return Suppression.query(trx)
    .where({ channel: input.channel })
    .whereIn('address_bidx', [
      blindIndex(keys, input.channel, input.address),
      ...suppressionHashes(keys, input),
    ])
    .first()
    .throwIfNotFound();
}

const WEIGHT = (of: string): string =>
  `array_position(array[${SUPPRESSION_REASONS.map((reason) => `'${reason}'`).join(',')}], ${of})`;

/*
 * One suppression for each channel and address. When an address is blocked again, the stronger reason and the later
 * end win, so that a complaint is not hidden behind an earlier bounce. An expired suppression is replaced by the new
 * one.
 */
const SUPPRESS = `
  insert into suppressions as s (tenant_id, id, channel, address_bidx, address_enc, reason, note_enc, expires_at)
  select :tenant, id, channel, decode(address_bidx, 'hex'), decode(address_enc, 'hex'), reason,
    decode(note_enc, 'hex'), expires_at
  from jsonb_to_recordset(:rows::jsonb) as r(id uuid, channel text, address_bidx text, address_enc text,
    reason text, note_enc text, expires_at timestamptz)
  on conflict (tenant_id, channel, address_bidx) do update set
    reason = case when ${WEIGHT('excluded.reason')} < ${WEIGHT('s.reason')} then excluded.reason else s.reason end,
    expires_at = nullif(
      greatest(coalesce(s.expires_at, 'infinity'), coalesce(excluded.expires_at, 'infinity')), 'infinity')
  where ${WEIGHT('excluded.reason')} < ${WEIGHT('s.reason')}
    or s.expires_at < coalesce(excluded.expires_at, 'infinity')
  returning id, channel, reason, address_bidx, xmax = 0 as is_new`;

const DELETE_EXPIRED = `
  delete from suppressions s using jsonb_to_recordset(:rows::jsonb) as r(channel text, address_bidx text)
  where s.channel = r.channel and s.address_bidx = decode(r.address_bidx, 'hex') and s.expires_at <= now()`;

type Changed = {
  id: string;
  channel: 'sms' | 'email';
  reason: string;
  address_bidx: Buffer;
  is_new: boolean;
};

/**
 * Blocks normalised addresses in one statement, with their audit rows, and ends the questions that wait there for an
 * answer. The address of an erased person is already
 * blocked permanently and is not stored again.
 * @returns the ids of new suppressions
 */
export async function suppressAll(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  inputs: readonly NewSuppression[],
  firstId = newId(),
): Promise<string[]> {
  const encrypted = (id: string, column: string, value: string | undefined): string | null =>
    value === undefined
      ? null
      : encryptValue(keys, suppressionAad(ctx.tenantId, id, column), value).toString('hex');
  // An upsert may touch each row only once, so of two entries for one address the stronger one is used.
  const byAddress = new Map<string, NewSuppression>();
  const erased = await erasedAmong(trx, keys, inputs);
  for (const input of inputs) {
    const key = nameOf(input);
    if (erased.has(key)) continue;
    const before = byAddress.get(key);
    if (!before || weight(input) < weight(before)) byAddress.set(key, input);
  }
  const rows = [...byAddress.values()]
    .map((input, i) => {
      const id = i === 0 ? firstId : newId();
      return {
        id,
        channel: input.channel,
        address_bidx: blindIndex(keys, input.channel, input.address).toString('hex'),
        address_enc: encrypted(id, 'address', input.address),
        reason: input.reason,
        note_enc: encrypted(id, 'note', input.note),
        expires_at: input.expires_at ?? null,
      };
    })
    // Always in the same order, so that two imports of the same list cannot deadlock.
    .toSorted((a, b) => (a.address_bidx < b.address_bidx ? -1 : 1));
  await trx.raw(DELETE_EXPIRED, { rows: JSON.stringify(rows) });
  const { rows: changed } = await trx.raw<{ rows: Changed[] }>(SUPPRESS, {
    tenant: ctx.tenantId,
    rows: JSON.stringify(rows),
  });
  await recordAudits(
    trx,
    ctx,
    changed.map((row) => ({
      action: row.is_new ? 'suppression.created' : 'suppression.strengthened',
      entityType: 'suppression',
      entityId: row.id,
      detail: { channel: row.channel, reason: row.reason },
    })),
  );
  const reached: AddressIndex[] = changed.map((row) => ({
    channel: row.channel,
    addressBidx: row.address_bidx,
  }));
  // The block of an erased person gives way to their own return; a block that is stated now does not.
  for (const { channel, address } of inputs.filter((input) => erased.has(nameOf(input)))) {
    reached.push({ channel, addressBidx: blindIndex(keys, channel, address) });
  }
  await endQuestions(trx, ctx, await lockQuestions(trx, reached), 'block');
  return changed.filter((row) => row.is_new).map((row) => row.id);
}

const weight = ({ reason }: NewSuppression): number => SUPPRESSION_REASONS.indexOf(reason);

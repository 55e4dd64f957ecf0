import type { Trx } from '#lib/db.ts';
import { invalidField, notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { Suppression } from '#models/suppression.ts';
import { recordAudit } from '../audit/record.ts';
import { maskAddress, normalizeAddress } from '../contacts/address.ts';
import type { Context, Services } from '../context.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import { blindIndex, type TenantKeys } from '../tenancy/keyring.ts';
import { openValue, sealValue } from '../tenancy/personal.ts';
import { getTenant } from '../tenancy/provision.ts';

const place = (tenantId: string, id: string, column: string) => ({
  tenantId,
  table: 'suppressions',
  id,
  column,
});

function view(keys: TenantKeys, s: Suppression) {
  const address = openValue(keys, place(s.tenant_id, s.id, 'address'), s.address_enc);
  return {
    id: s.id,
    channel: s.channel,
    address: address === null ? null : maskAddress(s.channel, address),
    reason: s.reason,
    note: openValue(keys, place(s.tenant_id, s.id, 'note'), s.note_enc),
    expires_at: s.expires_at,
    created_at: s.created_at,
  };
}
export type SuppressionView = ReturnType<typeof view>;

/** Newest first. `address` finds one by its keyed index, in either spelling. */
export async function listSuppressions(
  services: Services,
  ctx: Context,
  filter: PageRequest & {
    channel?: 'sms' | 'email' | undefined;
    reason?: Suppression['reason'] | undefined;
    address?: string | undefined;
  },
): Promise<Page<SuppressionView>> {
  const keys = await services.keyring.keys(ctx);
  const { country } = await getTenant(services, ctx);
  const found = await services.db.withTenant(ctx, (trx) => {
    const query = trx('suppressions').select('suppressions.*');
    if (filter.channel) query.where('channel', filter.channel);
    if (filter.reason) query.where('reason', filter.reason);
    if (filter.address !== undefined) {
      query.whereIn('address_bidx', anyIndex(keys, filter.address, country));
    }
    return page<Suppression>(query, filter, 'created_at', 'suppressions');
  });
  return { ...found, data: found.data.map((s) => view(keys, s)) };
}

function anyIndex(keys: TenantKeys, address: string, country: string): Buffer[] {
  return (['sms', 'email'] as const).flatMap((channel) => {
    const normal = normalizeAddress(channel, address, country);
    return normal === null ? [] : [blindIndex(keys, channel, normal)];
  });
}

export type NewSuppression = {
  channel: 'sms' | 'email';
  address: string;
  reason: Suppression['reason'];
  note?: string | undefined;
  expires_at?: Date | undefined;
};

/** Blocks an address; blocking it again answers with what is there. @throws AppError invalid (address) */
export async function createSuppression(
  services: Services,
  ctx: Context,
  input: NewSuppression,
): Promise<SuppressionView> {
  const keys = await services.keyring.keys(ctx);
  const { country } = await getTenant(services, ctx);
  const address = normalizeAddress(input.channel, input.address, country);
  if (address === null) throw invalidField('address', 'is not an address of this channel');
  return services.db.withTenant(ctx, async (trx) => {
    const made = await suppress(trx, ctx, keys, { ...input, address });
    return view(keys, made);
  });
}

/** The same inside another change, e.g. a hard bounce. `address` is normalised. */
export async function suppress(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  input: NewSuppression,
): Promise<Suppression> {
  const id = ctx.resourceId ?? newId();
  const bidx = blindIndex(keys, input.channel, input.address);
  const [made] = await Suppression.query(trx)
    .insert({
      tenant_id: ctx.tenantId,
      id,
      channel: input.channel,
      address_bidx: bidx,
      address_enc: sealValue(keys, place(ctx.tenantId, id, 'address'), input.address),
      reason: input.reason,
      note_enc: sealValue(keys, place(ctx.tenantId, id, 'note'), input.note ?? null),
      expires_at: input.expires_at ?? null,
    })
    .onConflict(['tenant_id', 'channel', 'address_bidx'])
    .ignore()
    .returning('*')
    .then((rows) => [rows].flat());
  if (made?.created_at) {
    await recordAudit(trx, ctx, {
      action: 'suppression.created',
      entityType: 'suppression',
      entityId: made.id,
      detail: { channel: input.channel, reason: input.reason },
    });
    return made;
  }
  const there = await Suppression.query(trx)
    .findOne({ channel: input.channel, address_bidx: bidx })
    .throwIfNotFound();
  const shorter = there.expires_at && (!input.expires_at || there.expires_at < input.expires_at);
  return shorter ? prolong(trx, ctx, keys, there, input) : there;
}

/** A block that has ended, or would end sooner, takes on the end and the reason of the new one. */
async function prolong(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  { id, expires_at: before }: Suppression,
  { channel, reason, note, expires_at }: NewSuppression,
): Promise<Suppression> {
  await Suppression.query(trx)
    .where({ id })
    .patch({
      reason,
      note_enc: sealValue(keys, place(ctx.tenantId, id, 'note'), note ?? null),
      expires_at: expires_at ?? null,
    });
  await recordAudit(trx, ctx, {
    action: 'suppression.prolonged',
    entityType: 'suppression',
    entityId: id,
    detail: { channel, reason, before },
  });
  return Suppression.query(trx).findOne({ id }).throwIfNotFound();
}

/** Lifts a block; the why is kept in the audit. @throws AppError not_found */
export async function deleteSuppression(
  services: Services,
  ctx: Context,
  id: string,
): Promise<void> {
  await services.db.withTenant(ctx, async (trx) => {
    const found = await Suppression.query(trx).findOne({ id }).forUpdate();
    if (!found) throw notFound('Suppression');
    await Suppression.query(trx).where({ id }).delete();
    await recordAudit(trx, ctx, {
      action: 'suppression.deleted',
      entityType: 'suppression',
      entityId: id,
      detail: { channel: found.channel, reason: found.reason },
    });
  });
}

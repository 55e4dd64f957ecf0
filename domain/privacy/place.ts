import type { Trx } from '#lib/db.ts';
import { invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { Contact } from '#models/contact.ts';
import { recordAudit } from '../audit/record.ts';
import { findAddress } from '../contacts/resolve-contact.ts';
import type { Context, Services } from '../context.ts';
import { bidxs, indexedSubjectOf } from './subject.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { encryptValue } from '../encryption/personal.ts';
import type { NewHold } from '../holds/contract.ts';
import { getHold } from '../holds/read.ts';
import { holdAad, type HoldView } from '../holds/row.ts';

/**
 * Places a legal hold, which exempts data from erasure and retention until it is released. Withdrawals still take
 * effect.
 * @throws AppError invalid (contact_id, campaign_id, address)
 */
export async function placeHold(
  services: Services,
  ctx: Context,
  input: NewHold,
): Promise<HoldView> {
  const keys = await services.keyring.keys(ctx);
  const id = ctx.resourceId ?? newId();
  await services.db.withTenant(ctx, async (trx) => {
    const kept = await whatIsKept(trx, ctx, keys, input);
    const made: unknown[] = await trx('legal_holds')
      .insert({
        tenant_id: ctx.tenantId,
        id,
        scope: input.scope,
        ...kept,
        reason_enc: encryptValue(keys, holdAad(ctx.tenantId, id, 'reason'), input.reason),
        created_by_type: ctx.actor.type,
        created_by: ctx.actor.id,
      })
      .onConflict(['tenant_id', 'id'])
      .ignore()
      .returning('id');
    if (!made.length) return;
    await recordAudit(trx, ctx, {
      action: 'hold.placed',
      entityType: 'hold',
      entityId: id,
      detail: {
        scope: input.scope,
        ...(kept.contact_id ? { contact_id: kept.contact_id } : {}),
        ...(kept.campaign_id ? { campaign_id: kept.campaign_id } : {}),
      },
    });
  });
  return getHold(services, ctx, id);
}

type Kept = { contact_id?: string | null; addresses?: Buffer[]; campaign_id?: string };

async function whatIsKept(trx: Trx, ctx: Context, keys: TenantKeys, input: NewHold): Promise<Kept> {
  if (input.scope === 'tenant') return {};
  if (input.scope === 'campaign') {
    const found: unknown = await trx('campaigns').where({ id: input.campaign_id }).first('id');
    if (!found) throw invalidField('campaign_id', 'is not one of your campaigns');
    return { campaign_id: input.campaign_id };
  }
  const { contact_id } = input;
  const named = contact_id
    ? { contactId: contact_id, addressBidx: null }
    : await findAddress(trx, keys, ctx, input, input.phone === undefined ? 'email' : 'sms');
  const contact = named.contactId
    ? await Contact.query(trx).findOne({ id: named.contactId })
    : undefined;
  if (contact) {
    const subject = await indexedSubjectOf(trx, contact);
    return { contact_id: contact.id, addresses: bidxs(subject) };
  }
  // The contact does not exist (any more), but rows may contain the address.
  if (!named.addressBidx) throw invalidField('contact_id', 'is not one of your contacts');
  return { contact_id: null, addresses: [named.addressBidx] };
}

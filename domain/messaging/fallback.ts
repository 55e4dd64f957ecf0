import type { Trx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import type { MessageStatus } from '#models/message.ts';
import type { Purpose } from '#models/purpose.ts';
import { findAddress } from '../contacts/resolve-contact.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import type { Place } from '../tenancy/personal.ts';
import { openPersonal, personKeys, personKeysOf, sealPersonal } from '../tenancy/person-keys.ts';
import { waysOut } from '../tracking/links.ts';
import { askGate, type Asked } from './ask-gate.ts';
import { compose } from './compose.ts';
import type { Content } from './content.ts';
import type { Outcome, SendRequest } from './contract.ts';
import { recordMessageEvent } from './ledger.ts';
import { placeMessage } from './place.ts';

/** The other way of a message: all that is needed to send it, should the first fail. */
export type OtherWay = {
  id: string;
  channel: 'sms' | 'email';
  purposeId: string;
  contactId: string | null;
  addressBidx: Buffer;
  templateVersionId: string | null;
  content: Content;
};

/**
 * Prepares the other way when there is one: an address on the other channel, and words for it.
 * @returns null when nothing was asked for, or the person has no such address
 * @throws AppError invalid for a template that is not right for that channel
 */
export async function prepareOtherWay(
  trx: Trx,
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  input: SendRequest,
  facts: { purpose: Purpose; contactId: string | null },
  id: string = newId(),
): Promise<OtherWay | null> {
  const { fallback } = input;
  if (!fallback) return null;
  const person = await otherAddress(trx, ctx, keys, input, facts.contactId);
  const contactId = person?.contactId ?? input.contact_id ?? facts.contactId;
  // Words that are wrong are said before anything is decided, also when nobody would get them.
  const wanted = { ...fallback, variables: input.variables };
  const { rendered, templateVersionId } = await compose(trx, keys, wanted, {
    purpose: facts.purpose,
    contactId,
    waysOut: waysOut(services.publicUrl, keys, { tenantId: ctx.tenantId, messageId: id }),
  });
  if (!person) return null;
  return {
    id,
    channel: fallback.channel,
    purposeId: facts.purpose.id,
    contactId,
    addressBidx: person.addressBidx,
    templateVersionId,
    content: { ...rendered, to: person.address },
  };
}

/** The address given for the other channel, else the contact's; null when there is none. */
async function otherAddress(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  { fallback, contact_id }: SendRequest,
  knownContact: string | null,
): Promise<Awaited<ReturnType<typeof findAddress>> | null> {
  if (!fallback) return null;
  if ((fallback.email ?? fallback.phone) !== undefined) {
    return findAddress(trx, keys, ctx, fallback, fallback.channel);
  }
  const contact = contact_id ?? knownContact;
  if (!contact) return null;
  const ref = { contact_id: contact };
  return findAddress(trx, keys, ctx, ref, fallback.channel).catch((error: unknown) => {
    if (error instanceof AppError && error.kind === 'invalid') return null;
    throw error;
  });
}

const place = (tenantId: string, id: string): Place => ({
  tenantId,
  table: 'message_fallbacks',
  id,
  column: 'plan',
});

/** Keeps the other way until the first message has failed for good. */
export async function keepOtherWay(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  messageId: string,
  way: OtherWay,
): Promise<void> {
  const plan = { ...way, addressBidx: way.addressBidx.toString('base64') };
  const persons = await personKeys(trx, keys, [way.addressBidx]);
  await trx('message_fallbacks').insert({
    tenant_id: ctx.tenantId,
    message_id: messageId,
    fallback_id: way.id,
    plan_enc: sealPersonal(
      persons.of(way.addressBidx),
      place(ctx.tenantId, messageId),
      JSON.stringify(plan),
    ),
  });
}

/** There is no address on the first channel, so there is one message, by the other. Its event says why. */
export async function onlyOtherWay(
  trx: Trx,
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  input: SendRequest,
  id: string,
  purpose: Purpose,
): Promise<Outcome | null> {
  const way = await prepareOtherWay(
    trx,
    services,
    ctx,
    keys,
    input,
    { purpose, contactId: null },
    id,
  );
  if (!way) return null;
  const gate = await askOtherWay(trx, ctx, way);
  const outcome = gate.reason === null ? 'sending' : 'refused';
  const detail = { instead_of: input.channel, because: 'no_address' };
  await placeMessage(trx, ctx, keys, { ...way, gate, outcome, detail });
  return outcome;
}

/** Sends by the other way: two rows that belong together, each with its own decision and warrant. */
async function takeOtherWay(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  messageId: string,
  way: OtherWay,
  gate: Asked,
  because: string,
): Promise<void> {
  await placeMessage(trx, ctx, keys, {
    ...way,
    gate,
    outcome: gate.reason === null ? 'sending' : 'refused',
    detail: { fallback_for: messageId, because },
  });
  await recordMessageEvent(trx, ctx, messageId, 'fell_back', {
    fallback_id: way.id,
    channel: way.channel,
    because,
    outcome: gate.reason ?? 'sending',
  });
  await trx('message_fallbacks')
    .where({ message_id: messageId })
    .update({ used_at: trx.fn.now(), plan_enc: null });
}

/** The same right after the decision, when the first channel was closed from the start. */
export const fallBackNow = (
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  messageId: string,
  way: OtherWay,
  gate: Asked | null,
  because: string | null,
): Promise<void> =>
  gate ? takeOtherWay(trx, ctx, keys, messageId, way, gate, because ?? '') : Promise.resolve();

export const askOtherWay = (trx: Trx, ctx: Context, way: OtherWay): Promise<Asked> =>
  askGate(trx, {
    tenantId: ctx.tenantId,
    channel: way.channel,
    purposeId: way.purposeId,
    addressBidx: way.addressBidx,
  });

/** Failed for good: what is in doubt, or waits, or went, has no other way. */
const CLOSED: ReadonlySet<string> = new Set(['refused', 'failed', 'bounced', 'canceled']);

/** The first way has failed for good: goes by the other, if consent there allows. Once, however often it is asked. */
export async function fallBack(services: Services, ctx: Context, messageId: string): Promise<void> {
  const keys = await services.keyring.keys(ctx);
  await services.db.withTenant(ctx, async (trx) => {
    const kept: { plan_enc: Buffer | null } | undefined = await trx('message_fallbacks')
      .where({ message_id: messageId })
      .whereNull('used_at')
      .forUpdate()
      .first('plan_enc');
    await trx('outbox').where({ message_id: messageId }).delete();
    const first: { status: string; reason: string | null; error_code: string | null } = await trx(
      'messages',
    )
      .where({ id: messageId })
      .first('status', 'reason', 'error_code');
    if (!kept?.plan_enc || !CLOSED.has(first.status)) return;
    const persons = await personKeysOf(trx, keys, [kept.plan_enc]);
    const opened = openPersonal(keys, persons, place(ctx.tenantId, messageId), kept.plan_enc);
    // The person was erased meanwhile.
    if (opened === null) return;
    const plan = JSON.parse(opened);
    const way: OtherWay = { ...plan, addressBidx: Buffer.from(plan.addressBidx, 'base64') };
    const gate = await askOtherWay(trx, ctx, way);
    const because = first.reason ?? first.error_code ?? first.status;
    await takeOtherWay(trx, ctx, keys, messageId, way, gate, because);
  });
}

/** The rows that belong together: what this one fell back to, and for what it stands in. */
export async function linkedMessages(
  trx: Trx,
  id: string,
): Promise<{ fallback: Linked | null; fallback_for: string | null }> {
  const row: { message_id: string; fallback_id: string; used_at: Date | null } | undefined =
    await trx('message_fallbacks').where({ message_id: id }).orWhere({ fallback_id: id }).first();
  if (!row) return { fallback: null, fallback_for: null };
  if (row.fallback_id === id) return { fallback: null, fallback_for: row.message_id };
  if (!row.used_at) return { fallback: { id: null, status: 'waiting' }, fallback_for: null };
  const other: { status: MessageStatus } | undefined = await trx('messages')
    .where({ id: row.fallback_id })
    .first('status');
  return {
    fallback: { id: row.fallback_id, status: other?.status ?? 'waiting' },
    fallback_for: null,
  };
}

/** `waiting`: it goes out only if the first fails. */
export type Linked = { id: string | null; status: MessageStatus | 'waiting' };

import type { Trx } from '#lib/db.ts';
import { AppError, isKind } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import type { Purpose } from '#models/purpose.ts';
import { findAddress } from '../contacts/resolve-contact.ts';
import { purposeAsAgreed } from '../consent/read/purpose-agreed.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { optOutLinks } from '../signed-links/links.ts';
import { askGate, type Asked } from './ask-gate.ts';
import { compose } from './compose.ts';
import type { Content } from './content.ts';
import type { SendRequest } from './contract.ts';

/** Everything needed to send a message on its other channel if the first fails. */
export type FallbackPlan = {
  /** Id of the fallback message. */
  id: string;
  channel: 'sms' | 'email';
  purposeId: string;
  contactId: string | null;
  addressBidx: Buffer;
  templateVersionId: string | null;
  content: Content;
};

/**
 * Finds the address on the fallback channel and writes the text for it.
 * @param message `contactId`: whose address the first channel has, if known; `id`: of the fallback, a new one by
 *   default
 * @returns null when no fallback was requested, or the person has no such address
 * @throws AppError invalid, with paths inside `fallback`
 */
export async function planFallback(
  trx: Trx,
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  input: SendRequest,
  message: { purpose: Purpose; contactId: string | null; id?: string },
): Promise<FallbackPlan | null> {
  const { fallback } = input;
  if (!fallback) return null;
  try {
    return await planOf(trx, services, ctx, keys, { ...input, fallback }, message);
  } catch (error) {
    throw error instanceof AppError ? inFallback(error) : error;
  }
}

/**
 * Its faults are those of fields inside `fallback`: the main text may be fine. Both texts have the same values, so the
 * fault of a value keeps its path.
 */
const inFallback = (error: AppError): AppError =>
  new AppError(error.kind, error.message, {
    ...error.detail,
    errors: (error.detail.errors ?? []).map(({ path, message }) =>
      OF_BOTH.test(path)
        ? { path, message: `${message} (in the fallback)` }
        : { path: `fallback.${path}`, message },
    ),
  });
const OF_BOTH = /^(variables|contact)\./;

type Requested = SendRequest & { fallback: NonNullable<SendRequest['fallback']> };

async function planOf(
  trx: Trx,
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  input: Requested,
  message: { purpose: Purpose; contactId: string | null; id?: string },
): Promise<FallbackPlan | null> {
  const { fallback } = input;
  const { purpose, id = newId() } = message;
  const person = await fallbackAddress(trx, ctx, keys, input, message.contactId);
  const contactId = person?.contactId ?? input.contact_id ?? message.contactId;
  // A wrong text is reported before anything is decided, even if nobody would get it.
  const wanted = { ...fallback, variables: input.variables };
  const { channel } = fallback;
  const agreed = person
    ? await purposeAsAgreed(trx, ctx.tenantId, {
        purpose,
        channel,
        addressBidx: person.addressBidx,
      })
    : purpose;
  const { rendered, templateVersionId } = await compose(trx, ctx, keys, wanted, {
    purpose,
    agreed,
    contactId,
    optOutLinks: optOutLinks(services.publicUrl, keys, { tenantId: ctx.tenantId, messageId: id }),
  });
  if (!person) return null;
  return {
    id,
    channel: fallback.channel,
    purposeId: purpose.id,
    contactId,
    addressBidx: person.addressBidx,
    templateVersionId,
    content: { ...rendered, to: person.address },
  };
}

/** Returns the address given for the fallback channel, else the contact's; null when there is none. */
async function fallbackAddress(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  { fallback, contact_id }: Requested,
  knownContact: string | null,
): Promise<Awaited<ReturnType<typeof findAddress>> | null> {
  if ((fallback.email ?? fallback.phone) !== undefined) {
    return findAddress(trx, keys, ctx, fallback, fallback.channel);
  }
  const contact = contact_id ?? knownContact;
  if (!contact) return null;
  const ref = { contact_id: contact };
  return findAddress(trx, keys, ctx, ref, fallback.channel).catch((error: unknown) => {
    if (isKind(error, 'invalid')) return null;
    throw error;
  });
}

/** Asks the gate for a fallback: consent to one channel says nothing about the other. */
export const askFallback = (trx: Trx, ctx: Context, plan: FallbackPlan): Promise<Asked> =>
  askGate(trx, {
    tenantId: ctx.tenantId,
    channel: plan.channel,
    purposeId: plan.purposeId,
    addressBidx: plan.addressBidx,
  });

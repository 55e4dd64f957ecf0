import type { Trx } from '#lib/db.ts';
import { AppError, isKind } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { Message } from '#models/message.ts';
import type { Purpose } from '#models/purpose.ts';
import { purposeNamed } from '../purposes/purposes.ts';
import { purposeAsAgreed } from '../consent/read/purpose-agreed.ts';
import { requestOptIn } from '../opt-in/request-opt-in.ts';
import { findAddress } from '../contacts/resolve-contact.ts';
import type { Context, Services } from '../context.ts';
import { postStart } from '../process-outbox/post.ts';
import { workflowId } from '../processes.ts';
import { refuseErased } from '../suppressions/erased.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { optOutLinks } from '../signed-links/links.ts';
import { askGate } from './ask-gate.ts';
import { askedWords } from './asked-words.ts';
import { compose } from './compose.ts';
import type { Outcome, SendRequest } from './contract.ts';
import { sendOnlyFallback, takeFallback } from './fallback.ts';
import { keepFallback } from './kept-fallback.ts';
import { placeMessage } from './enqueue.ts';
import { askFallback, planFallback } from './plan-fallback.ts';
import { getMessage } from './read.ts';
import { outcomeOf } from './rules.ts';
import type { MessageView } from './view.ts';

type Placed =
  | { step: 'placed'; outcome: Outcome }
  | { step: 'ask'; purpose: Purpose; words: Awaited<ReturnType<typeof askedWords>> };

/**
 * Sends one message if the person has consented; else asks them first or refuses, as the caller chooses. The decision
 * and the consent event it rests on are recorded permanently in one transaction.
 * @throws AppError invalid, not_found (contact), rate_limited (asked too often), unavailable
 */
export async function sendWithConsent(
  services: Services,
  ctx: Context,
  input: SendRequest,
): Promise<MessageView> {
  const id = ctx.resourceId ?? newId();
  const keys = await services.keyring.keys(ctx);
  const place = (asked: boolean): Promise<Placed> =>
    services.db.withTenant(ctx, (trx) => decide(trx, services, ctx, keys, id, input, asked));

  let placed = await place(false);
  if (placed.step === 'ask') {
    // Outside the transaction: the request has its own transaction and starts processes.
    await ask(services, { ...ctx, resourceId: id }, input, placed);
    placed = await place(true);
  }
  return getMessage(services, ctx, id, false);
}

async function decide(
  trx: Trx,
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  id: string,
  input: SendRequest,
  asked: boolean,
): Promise<Placed> {
  const { tenantId } = ctx;
  const again = await Message.query(trx).findOne({ id });
  if (again) {
    const outcome = again.status === 'awaiting_consent' ? again.status : 'sending';
    if (outcome === 'awaiting_consent') await postMessage(trx, ctx, id);
    return { step: 'placed', outcome };
  }
  const purpose = await purposeNamed(trx, input.purpose);
  const person = await findAddress(trx, keys, ctx, input, input.channel).catch(whatIsMissing);
  if (person instanceof AppError) {
    const outcome = input.contact_id
      ? await sendOnlyFallback(trx, services, ctx, keys, input, { id, purpose })
      : null;
    if (!outcome) throw person;
    return { step: 'placed', outcome };
  }
  const { channel } = input;
  const { addressBidx } = person;
  const gate = await askGate(trx, { tenantId, channel, purposeId: purpose.id, addressBidx });
  const agreed = await purposeAsAgreed(trx, tenantId, { purpose, channel, addressBidx });
  const { rendered, templateVersionId } = await compose(trx, ctx, keys, input, {
    purpose,
    agreed,
    contactId: person.contactId,
    optOutLinks: optOutLinks(services.publicUrl, keys, { tenantId, messageId: id }),
  });
  // Nothing is stored about an address whose person was erased, not even the refusal.
  if (gate.reason !== null && person.contactId === null) {
    await refuseErased(trx, keys, [{ channel: input.channel, address: person.address }]);
  }
  const plan = await planFallback(trx, services, ctx, keys, input, {
    purpose,
    contactId: person.contactId,
  });
  const planGate = plan && gate.reason !== null ? await askFallback(trx, ctx, plan) : null;
  // A person who can be reached on the fallback channel is not asked on this one.
  const outcome = outcomeOf(
    gate.reason,
    planGate?.reason === null ? 'refuse' : input.if_no_consent,
  );
  // A pending person was asked already; a second request would be a message without consent.
  if (outcome === 'awaiting_consent' && gate.reason !== 'pending' && !asked) {
    const words = await askedWords(trx, purpose, {
      contactId: person.contactId,
      channel: input.channel,
    });
    return { step: 'ask', purpose, words };
  }
  await placeMessage(trx, ctx, keys, {
    id,
    channel: input.channel,
    purposeId: purpose.id,
    contactId: person.contactId,
    addressBidx: person.addressBidx,
    templateVersionId,
    content: { ...rendered, to: person.address },
    gate,
    outcome,
  });
  if (outcome === 'awaiting_consent') await postMessage(trx, ctx, id);
  if (plan) await keepFallback(trx, ctx, keys, id, plan);
  // Nothing updates a message that is refused from the start, so its fallback is sent here.
  if (plan && planGate && outcome === 'refused') {
    const because = gate.reason ?? '';
    await takeFallback(trx, ctx, keys, id, { plan, gate: planGate, because });
  }
  return { step: 'placed', outcome };
}

/** Starts the process that waits for the yes; does nothing where it already runs. */
const postMessage = (trx: Trx, { tenantId }: Context, id: string): Promise<void> =>
  postStart(trx, { tenantId }, 'message', workflowId('message', tenantId, id), { tenantId, id });

/** A missing address on this channel can be solved by the fallback channel. */
const whatIsMissing = (error: unknown): AppError => {
  if (isKind(error, 'invalid')) return error;
  throw error;
};

/** Asks the person to opt in. A person who withdrew meanwhile is not asked; the gate then refuses the message. */
async function ask(
  services: Services,
  ctx: Context,
  input: SendRequest,
  { purpose, words }: Extract<Placed, { step: 'ask' }>,
): Promise<void> {
  try {
    await requestOptIn(services, ctx, {
      contact_id: input.contact_id,
      email: input.email,
      phone: input.phone,
      channel: input.channel,
      purpose: purpose.id,
      source: 'api',
      ...words,
    });
  } catch (error) {
    if (!isKind(error, 'conflict')) throw error;
  }
}

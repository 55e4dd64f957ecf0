import type { Trx } from '#lib/db.ts';
import { blindIndex, type TenantKeys } from '../../keyring/keyring.ts';
import { Purpose } from '#models/purpose.ts';
import { addressOfContact, findAddress } from '../../contacts/resolve-contact.ts';
import type { Context, Services } from '../../context.ts';
import { refuseAhead } from '../../event-time.ts';
import { workflowId } from '../../processes.ts';
import { postStart } from '../../process-outbox/post.ts';
import type { Evidence } from '../contract.ts';
import type { Subject } from '../../subject.contract.ts';
import { lockQuestions } from '../../pending-codes/questions.ts';
import { purposeNamed } from '../../purposes/purposes.ts';
import { lockConsents } from '../record/lock-consents.ts';
import { recordEvents } from '../record/record-event.ts';
import type { ConsentSource, ConsentState } from '../rules.ts';
import { erasedAmong, nameOf } from '../../suppressions/erased.ts';
import { signalWaiting } from '../ask/signal-waiting.ts';
import { keepWording } from '../../purposes/wordings.ts';

type Channel = 'sms' | 'email';

export type Withdrawal = Subject & {
  channel: Channel;
  /** If omitted: every purpose on this channel, the broadest reading of an unclear request. */
  purpose?: string | undefined;
  /** Every purpose of this category; a complaint covers marketing. */
  category?: Purpose['category'];
  /** The same contact's other address as well. */
  acrossChannels?: boolean;
  source: ConsentSource;
  /** When the person withdrew. @default the time in the evidence, else now */
  capturedAt?: Date;
  wording?: string | undefined;
  evidence?: Evidence | undefined;
};

export type Withdrawn = {
  id: string;
  status: 'withdrawn' | 'granted';
  workflow_id: string | null;
  consents: { id: string; purpose: string; status: ConsentState }[];
};

/** The result of a withdrawal. */
export type Withdrew = Withdrawn & {
  /** The event that a confirmation would refer to; null when nothing was withdrawn now. */
  eventId: string | null;
};

/**
 * Withdraws consent. This is always possible: without a contact, without an earlier consent, and repeatedly. The
 * history of every affected purpose gets an event; messages that wait or are queued are canceled.
 * @throws AppError invalid (purpose, address), not_found (contact_id)
 */
export async function withdrawConsent(
  services: Services,
  ctx: Context,
  input: Withdrawal,
): Promise<Withdrawn> {
  const keys = await services.keyring.keys(ctx);
  const result = await services.db.withTenant(ctx, async (trx) => {
    refuseAhead(trx, 'evidence.captured_at', input.evidence?.captured_at);
    return withdraw(trx, ctx, keys, input);
  });
  const { eventId: _, ...answer } = result;
  return answer;
}

/**
 * Withdraws consent inside another transaction, e.g. of a complaint. In the same transaction it posts the signals to
 * waiting messages and the start of the process that cancels messages and confirms. The withdrawal stands even if
 * these fail.
 */
export async function withdraw(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  input: Withdrawal,
): Promise<Withdrew> {
  const purposes = await purposesOf(trx, input);
  const person = await findAddress(trx, keys, ctx, input, input.channel);
  const addresses = [{ channel: input.channel, address: person.address }];
  if (input.acrossChannels && person.contactId) {
    const other = input.channel === 'sms' ? 'email' : 'sms';
    const address = await addressOfContact(trx, keys, ctx, person.contactId, other);
    if (address !== null) addresses.push({ channel: other, address });
  }
  const wordingId = input.wording ? await keepWording(trx, ctx, input.wording, 'und') : null;
  const consents: Withdrawn['consents'] = [];
  let eventId: string | null = null;
  // The requested channel comes first, so that the confirmation is sent there.
  const meant = addresses.flatMap(({ channel, address }) =>
    purposes.map((purpose) => ({ channel, address, purpose })),
  );
  const erased = await erasedAmong(trx, keys, addresses);
  await lockQuestions(
    trx,
    addresses.map(({ channel, address }) => ({
      channel,
      addressBidx: blindIndex(keys, channel, address),
    })),
  );
  const locked = await lockConsents(
    trx,
    ctx,
    keys,
    meant.map(({ channel, address, purpose }) => ({
      addressBidx: blindIndex(keys, channel, address),
      address,
      channel,
      purposeId: purpose.id,
      contactId: person.contactId,
    })),
    (key) => !erased.has(nameOf(key)),
  );
  // Anybody may withdraw for anybody. For an erased person the withdrawal is recorded without data about who made it.
  const { client: _, ...nobody } = ctx;
  const recorded = await recordEvents(
    trx,
    erased.size ? nobody : ctx,
    keys,
    locked.map((consent) => ({
      consent,
      act: { action: 'withdraw', source: input.source },
      facts: {
        capturedAt: input.capturedAt ?? input.evidence?.captured_at,
        source: input.source,
        wordingId,
        evidence: erased.size ? undefined : input.evidence,
        contactId: person.contactId,
      },
    })),
  );
  for (const [i, { purpose }] of meant.entries()) {
    const [consent, record] = [locked[i], recorded[i]];
    if (!consent || !record) continue;
    consents.push({ id: consent.id, purpose: purpose.key, status: record.state });
    // At most one confirmation, and only where a consent existed before.
    if (record.verdict.outcome === 'becomes' && consent.state !== 'none') {
      eventId ??= record.eventId;
    }
  }
  await signalWaiting(trx, ctx, locked);
  const process = eventId ? workflowId('opt-out', ctx.tenantId, eventId) : null;
  if (eventId && process) {
    await postStart(trx, ctx, 'opt-out', process, { tenantId: ctx.tenantId, id: eventId });
  }
  return {
    id: consents[0]?.id ?? '',
    status: consents[0]?.status === 'granted' ? 'granted' : 'withdrawn',
    workflow_id: process,
    consents,
    eventId,
  };
}

async function purposesOf(
  trx: Trx,
  { purpose, category }: Pick<Withdrawal, 'purpose' | 'category'>,
): Promise<Purpose[]> {
  if (purpose) return [await purposeNamed(trx, purpose)];
  const query = Purpose.query(trx).orderBy('created_at');
  return category ? query.where({ category }) : query;
}

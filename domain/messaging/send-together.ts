import type { Trx } from '#lib/db.ts';
import { AppError, errorCode } from '#lib/errors.ts';
import { gather } from '#lib/gather.ts';
import type { TenantId } from '#lib/ids.ts';
import { purposesAsAgreed } from '../consent/read/purpose-agreed.ts';
import { findPeople } from '../contacts/find-people.ts';
import type { Services } from '../context.ts';
import { keepAnswers, type KeptAnswer } from '../idempotency/keep-answers.ts';
import { erasedAmong, nameOf } from '../suppressions/erased.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { organizationValues } from '../templates/variables.ts';
import { askGates, type Asked } from './ask-gate.ts';
import type { SendRequest } from './contract.ts';
import { placeMessages, type Placing } from './enqueue.ts';
import { outcomeOf } from './rules.ts';
import { viewPlaced } from './view-placed.ts';
import type { MessageView } from './view.ts';
import { readShared, write, type Addressed, type Call, type Written } from './write-together.ts';

/**
 * `send_with_consent` for simultaneous calls: the calls of a tenant share one transaction, which decides, writes the
 * ledger and stores the answers of their Idempotency-Keys. Under load this takes a tenth of the work of one
 * transaction per call; a single call does not wait.
 * Only for simple calls. Returns null for a call that is wrong in any way, repeats a key, has to ask the person
 * first, or whose consent another transaction is changing right now; `sendWithConsent` handles those.
 */
export type SendTogether = (call: Call) => Promise<MessageView | null>;

/** Calls in one transaction. */
const MOST = 50;

/** Creates the grouping of simultaneous calls, one group per tenant. */
export function createSendTogether(services: Services): SendTogether {
  const tenants = new Map<TenantId, SendTogether>();
  return (call) => {
    const { tenantId } = call.ctx;
    let together = tenants.get(tenantId);
    if (!together) {
      together = gather((calls: Call[]) => sendAll(services, tenantId, calls), { most: MOST });
      tenants.set(tenantId, together);
    }
    return together(call);
  };
}

async function sendAll(
  services: Services,
  tenantId: TenantId,
  calls: readonly Call[],
): Promise<(MessageView | null)[]> {
  const keys = await services.keyring.keys({ tenantId });
  try {
    return await services.db.withTenant({ tenantId }, (trx) =>
      decideAll(trx, services, keys, tenantId, calls),
    );
  } catch (error) {
    // The database refused one call and rolled back all: each is repeated by itself.
    if (wasRolledBack(error)) return calls.map(() => null);
    throw error;
  }
}

/**
 * Whether the error is a SQLSTATE that is not about the connection (classes 08 and 57): the statement failed, and the
 * transaction with it. Excludes EPIPE, which also has five letters, and after which it is unknown whether the COMMIT
 * arrived.
 */
const wasRolledBack = (error: unknown): boolean =>
  /^(?!08|57)[0-9FHPX][0-9A-Z]{4}$/.test(errorCode(error) ?? '');

type Decided = { call: Call; message: Placing; view: MessageView; kept: KeptAnswer | null };

async function decideAll(
  trx: Trx,
  services: Services,
  keys: TenantKeys,
  tenantId: TenantId,
  calls: readonly Call[],
): Promise<(MessageView | null)[]> {
  const organization = await organizationValues(trx);
  const inputs = calls.map((call) => call.input);
  const people = await findPeople(trx, keys, inputs, organization.country);
  const shared = readShared(trx, organization);
  const used = new Set<string>();
  const addressed: Omit<Addressed, 'agreed'>[] = [];
  for (const [i, call] of calls.entries()) {
    const person = people[i];
    const again = call.keep !== null && used.has(call.keep.key);
    if (call.keep) used.add(call.keep.key);
    if (!person || again || !isPlain(call.input)) continue;
    const purpose = await shared.purpose(call.input.purpose).catch(whatIsWrong);
    if (purpose) addressed.push({ call, person, purpose });
  }
  const agreed = await purposesAsAgreed(
    trx,
    tenantId,
    addressed.map(({ call, person, purpose }) => ({
      purpose,
      channel: call.input.channel,
      addressBidx: person.addressBidx,
    })),
  );
  const written: Written[] = [];
  for (const [i, one] of addressed.entries()) {
    const words = agreed[i] ?? one.purpose;
    const done = await write(services, keys, shared, { ...one, agreed: words }).catch(whatIsWrong);
    if (done) written.push(done);
  }
  const gates = await askGates(trx, tenantId, written.map((one) => one.message)); // prettier-ignore
  const strangers = written.flatMap(({ message }, i) =>
    gates[i]?.reason != null && message.contactId === null ? [addressOf(message)] : [],
  );
  const erased = await erasedAmong(trx, keys, strangers);
  const decided = written.flatMap((one, i) =>
    erased.has(nameOf(addressOf(one.message)))
      ? []
      : (decide(one, gates[i] ?? null, shared.now) ?? []),
  );
  const fresh = await keepAnswers(trx, tenantId, decided.flatMap(({ kept }) => kept ?? [])); // prettier-ignore
  const placed = decided.filter(({ kept }) => kept === null || fresh.has(kept.key));
  if (placed.length) {
    await placeMessages(trx, tenantId, keys, placed.map(({ call, message }) => ({ ctx: call.ctx, message }))); // prettier-ignore
  }
  const views = new Map(placed.map(({ call, view }) => [call, view]));
  return calls.map((call) => views.get(call) ?? null);
}

const addressOf = ({ channel, content }: Pick<Placing, 'channel' | 'content'>) => ({
  channel,
  address: content.to,
});

const KNOWN = new Set([
  'contact_id', 'email', 'phone', 'channel', 'purpose', 'template_id', 'template', 'variables', 'if_no_consent',
]); // prettier-ignore

/** Whether a call is simple; one with any other option is not handled here. */
const isPlain = (input: SendRequest): boolean =>
  Object.entries(input).every(([name, value]) => value === undefined || KNOWN.has(name));

/** A wrong call gets its error when it is handled by itself. */
const whatIsWrong = (error: unknown): null => {
  if (error instanceof AppError) return null;
  throw error;
};

function decide(
  { call, purpose, text, message }: Written,
  gate: Asked | null,
  now: Date,
): Decided | null {
  const outcome = gate && outcomeOf(gate.reason, call.input.if_no_consent);
  if (!gate || !outcome || outcome === 'awaiting_consent') return null;
  const placing: Placing = { ...message, gate, outcome };
  const view = viewPlaced(call.ctx, placing, purpose, text, now);
  return { call, message: placing, view, kept: call.keep?.answer(view) ?? null };
}

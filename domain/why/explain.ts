import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import { recordAudits } from '../audit/record.ts';
import { maskAddress } from '../addresses/address.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { answerOf } from './answer.ts';
import { entriesOf, prover, type AuditProof, type FoundEntry } from './audit-proof.ts';
import {
  consentChain,
  formShown,
  verificationShown,
  type ConsentChain,
  type ShownEvent,
} from './consent-chain.ts';
import { eventFor, reasonFor } from '../messaging/rules.ts';
import { ANSWERS, differenceOf, gateSays, outcomeOf, reasonOf, ruleOf } from './rules.ts';
import { happenedTo, type Decided, type Happened } from './subject.ts';

/**
 * Returns the whole chain behind one ledger row, with its proof. About a dozen indexed queries, whatever the size of
 * the organisation; each audit row is checked now against its signed and published seal.
 */
export async function explain(
  trx: Trx,
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  { row, others, reveal }: { row: Decided; others: readonly string[]; reveal: boolean },
) {
  const happened = await happenedTo(trx, row.id);
  const chain = row.consent_id
    ? await consentChain(trx, keys, row.consent_id, { at: row.decided_at, reveal })
    : null;
  const outcome = outcomeOf(row.status);
  const reason = reasonFor(ctx, reasonOf(row));
  const told = whatItRestsOn(row, chain);
  const purpose = await purposeThen(trx, row, told.basis);
  const verification = told.basis?.verification_id
    ? await verificationShown(trx, keys, told.basis.verification_id, reveal)
    : null;
  const form = told.basis?.verification_id
    ? await formShown(trx, told.basis.verification_id)
    : null;
  const difference = chain && whatDiffers(ctx, row, chain);
  const proofs = await proofsOf(trx, services, ctx, keys, row, chain, told.basis);
  if (reveal) await recordReveal(trx, ctx, row);
  const { address } = chain ?? { address: null };
  return {
    message_id: row.id,
    campaign: row.campaign_id
      ? { id: row.campaign_id, name: row.campaign_name ?? '', status: row.campaign_status ?? '' }
      : null,
    contact_id: row.contact_id,
    to: address === null ? null : reveal ? address : maskAddress(row.channel, address),
    ...(chain?.unreadable ? { unreadable: true as const } : {}),
    earlier_address: row.earlier_address,
    other_message_ids: [...others],
    channel: row.channel,
    purpose: row.purpose,
    outcome,
    status: row.status,
    reason,
    rule: ruleOf(row),
    decided_at: row.decided_at,
    answer: answerOf({
      outcome,
      status: row.status,
      reason,
      purpose,
      decidedAt: row.decided_at,
      basis: told.basis,
      verified: verification && { channel: verification.channel, at: verification.finished_at },
      withdrawnSince: told.later.find((one) => one.action === 'withdraw')?.captured_at ?? null,
      difference,
    }),
    holds: holdsIn(happened),
    consent_id: row.consent_id,
    basis: told.basis,
    request: told.request,
    verification,
    form,
    later: told.later,
    consent: chain && { known_then: chain.known_then, known_now: chain.known_now },
    suppression: { at_decision: row.block_then, now: row.block_now, now_since: row.block_since },
    difference,
    delivery: happened
      .filter(({ type }) => type !== 'held' && type !== 'decided')
      .map((event) => eventFor(ctx, event)),
    proofs,
    proven: proofs.length > 0 && proofs.every(({ state }) => state === 'verified'),
  };
}
type Explained = Awaited<ReturnType<typeof explain>>;
/** The same for a person without a ledger row. */
export type Why = Omit<Explained, 'message_id' | 'status'> & {
  message_id: string | null;
  status: Decided['status'] | null;
};

/** Returns the name of the purpose in the version that the event rests on, as its receipt has it. */
async function purposeThen(
  trx: Trx,
  { purpose, purpose_name: now }: Pick<Decided, 'purpose' | 'purpose_name'>,
  basis: ShownEvent | null,
): Promise<string | null> {
  if (purpose === null || !basis?.purpose_version) return now;
  const agreed: { name: string } | undefined = await trx('purpose_versions as v')
    .join('purposes as p', (on) => {
      on.on('p.tenant_id', 'v.tenant_id').on('p.id', 'v.purpose_id');
    })
    .where({ 'p.key': purpose, 'v.version': basis.purpose_version })
    .first('v.name');
  return agreed?.name ?? now;
}

/** Returns the event it rests on, the request before it, and the person's later acts. */
function whatItRestsOn(row: Decided, chain: ConsentChain | null) {
  const history = chain?.history ?? [];
  const named = row.consent_event_id ?? chain?.known_then.event_id ?? null;
  const basis = history.find((event) => event.id === named) ?? null;
  const before = basis ? history.slice(0, history.indexOf(basis)) : [];
  const request =
    before.findLast(
      (event) =>
        event.action === 'request' &&
        (!basis?.verification_id || event.captured_at <= basis.captured_at),
    ) ?? null;
  const decided = new Date(row.decided_at);
  const later: ShownEvent[] = history.filter((event) => event.recorded_at > decided);
  return { basis, request, later };
}

function whatDiffers(ctx: Context, row: Decided, chain: ConsentChain) {
  const outcome = outcomeOf(row.status);
  const reason = reasonOf(row);
  // Not decided yet, or not by consent: there is nothing to decide again.
  if (outcome === 'waiting' || ANSWERS.has(reason) || row.status === 'canceled') return null;
  const rule = ruleOf(row);
  if (outcome === 'not_sent' && rule !== 'consent' && rule !== 'suppression') return null;
  const { known_then: then, known_now: now } = chain;
  return differenceOf(
    { reason: outcome === 'not_sent' ? reason : null, eventId: row.consent_event_id },
    { reason: gateSays(row.block_then, then.state), eventId: then.event_id },
    { reason: gateSays(row.block_then, now.state), eventId: now.event_id },
    (one) => reasonFor(ctx, one),
  );
}

/** Returns each deferral. */
const holdsIn = (happened: readonly Happened[]) =>
  happened.flatMap(({ type, occurred_at, detail }) =>
    type === 'held'
      ? [
          {
            rule: String(detail?.['reason'] ?? ''),
            at: occurred_at,
            until: typeof detail?.['until'] === 'string' ? new Date(detail['until']) : null,
            zone: typeof detail?.['zone'] === 'string' ? detail['zone'] : null,
          },
        ]
      : [],
  );

/** A single message has its own audit row of the decision; a campaign has one for its audience. */
const DECISIONS: ReadonlySet<string> = new Set(['message.decided', 'message.refused']);
const BEGINNINGS: ReadonlySet<string> = new Set(['campaign.started', 'campaign.sent']);

async function proofsOf(
  trx: Trx,
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  row: Decided,
  chain: ConsentChain | null,
  basis: ShownEvent | null,
): Promise<AuditProof[]> {
  const entries = await entriesOf(trx, [
    { type: 'message', id: row.id },
    ...(row.campaign_id ? [{ type: 'campaign', id: row.campaign_id }] : []),
    ...(row.consent_id ? [{ type: 'consent', id: row.consent_id }] : []),
  ]);
  const prove = prover(trx, services, keys, ctx.tenantId);
  const proofs: AuditProof[] = [];
  const decisions = entries.filter((one) => DECISIONS.has(one.action));
  if (row.campaign_id) {
    const begun = entries.filter(
      (one) => one.entity_type === 'campaign' && BEGINNINGS.has(one.action),
    );
    if (!begun.length) proofs.push(await prove('campaign', undefined));
    for (const entry of begun) proofs.push(await prove('campaign', entry));
  } else if (!ANSWERS.has(row.reason ?? '') && !decisions.length) {
    proofs.push(await prove('decision', undefined));
  }
  for (const entry of decisions) {
    const last = entry === decisions.at(-1);
    proofs.push(await prove('decision', entry, !last || isAsDecided(row, entry)));
  }
  for (const event of chain ? eventsToProve(chain, basis) : []) {
    const entry = entries.find(
      (one) => one.entity_type === 'consent' && one.detail['event_id'] === event.id,
    );
    const stated = entry?.detail['statement_sha256'];
    const holds = stated === undefined || (chain?.stated(event.id, stated) ?? false);
    proofs.push({ ...(await prove('consent', entry, holds)), event_id: event.id });
  }
  return proofs;
}

/** Returns the event it rests on and the later withdrawals, on which an answer depends. */
function eventsToProve(chain: ConsentChain, basis: ShownEvent | null): ShownEvent[] {
  const after = basis ? chain.history.indexOf(basis) : -1;
  const withdrawals = chain.history.filter((event, i) => event.action === 'withdraw' && i > after);
  return [...(basis ? [basis] : []), ...withdrawals.slice(-3)];
}

/** Whether the ledger still matches the audit row of the decision. */
function isAsDecided(row: Decided, entry: FoundEntry): boolean {
  const refused = entry.action === 'message.refused' || entry.detail['outcome'] === 'refused';
  return !refused || outcomeOf(row.status) === 'not_sent';
}

const recordReveal = (trx: Trx, ctx: Context, row: Decided): Promise<void> =>
  recordAudits(trx, ctx, [
    {
      action: 'message.revealed',
      entityType: 'message',
      entityId: row.id,
      detail: { why: true },
    },
    ...(row.consent_id
      ? [
          {
            action: 'consent.revealed' as const,
            entityType: 'consent',
            entityId: row.consent_id,
            detail: { why: true },
          },
        ]
      : []),
  ]);

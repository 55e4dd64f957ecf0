import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import type { Consent } from '#models/consent.ts';
import type { ConsentEvent } from '#models/consent-event.ts';
import { recordAudits, type AuditEntry } from '../../audit/record.ts';
import { systemContext, type Context } from '../../context.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { personKeys } from '../../encryption/person-keys.ts';
import type { Act, EventFacts } from './act.ts';
import { endWithdrawn } from '../still-asks.ts';
import { consentAddress } from '../consent-address.ts';
import { moveConsents, type Move } from './move-consents.ts';
import {
  ALREADY_WITHDRAWN,
  decide,
  isStated,
  orderOf,
  type ConsentAct,
  type Verdict,
} from '../rules.ts';
import {
  keepSaidAgain,
  withdrawalsWorthAnEvent,
  toBeWritten,
  type Unwritten,
} from './said-again.ts';
import { encryptedEvidence, evidenceOf, hasPersonal } from './encrypt-evidence.ts';
import {
  statementHash,
  statementOf,
  subjectHash,
  subjectSalt,
  type StatedEvent,
} from './statement.ts';
import { versionsInForce } from './versions-in-force.ts';

export type Recorded = { verdict: Verdict; eventId: string | null; state: Consent['state'] };

/** Applies one act; see recordEvents. */
export async function recordEvent(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  consent: Consent,
  act: ConsentAct,
  facts: EventFacts,
): Promise<Recorded> {
  const [recorded] = await recordEvents(trx, ctx, keys, [{ consent, act, facts }]);
  return (
    recorded ?? {
      verdict: { outcome: 'unchanged', why: 'nothing' },
      eventId: null,
      state: consent.state,
    }
  );
}

/**
 * Applies acts to locked consents, each at most once: decides by the rules, inserts the events, updates the
 * projections and writes the audit rows, all in the caller's transaction. A refused act changes nothing. A withdrawal
 * also ends the questions that it outweighs.
 * @returns one record for each act, in order
 */
export async function recordEvents(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  acts: readonly Act[],
): Promise<Recorded[]> {
  if (!acts.length) return [];
  await writeSaidAgain(trx, ctx, keys, acts);
  const inForce = await versionsInForce(trx, keys, acts);
  const { now } = inForce;
  const evidence = await evidenceOfAll(trx, ctx, keys, acts);
  const imported = await grantedByImport(trx, acts);
  const events: Partial<ConsentEvent>[] = [];
  const again: Unwritten[] = [];
  const moves: Move[] = [];
  const audits: AuditEntry[] = [];
  const getsEvent = await withdrawalsWorthAnEvent(trx, acts, now);
  const records = acts.map((one): Recorded => {
    const { consent, act, facts } = one;
    const { state: before } = consent;
    const capturedAt = orderOf(facts.capturedAt ?? now, now);
    const verdict = decide(
      {
        state: before,
        capturedAt: consent.captured_at,
        withdrawnAt: consent.withdrawn_at,
        expiresAt: consent.expires_at,
        imported: imported.has(consent.id),
      },
      act,
      capturedAt,
      now,
    );
    const keep =
      verdict.outcome === 'becomes' ||
      (verdict.outcome === 'unchanged' &&
        (isAskedAgain(act) ||
          (WORTH_KEEPING.has(act.action) &&
            (verdict.why !== ALREADY_WITHDRAWN || getsEvent(one, capturedAt)))));
    if (!keep) {
      if (act.action === 'withdraw')
        again.push({ id: consent.id, at: capturedAt, source: act.source });
      return { verdict, eventId: null, state: before };
    }
    const state = verdict.outcome === 'becomes' ? verdict.state : before;
    const eventId = newId();
    const times = {
      captured_at: capturedAt,
      expires_at: grants(act) ? inForce.endOf(consent, facts, capturedAt) : null,
    };
    const event = {
      ...eventRow(ctx, eventId, consent, act, state, facts),
      ...times,
      ...evidence.encrypted(consent, facts, eventId),
      ...inForce.of(consent, act, facts),
    };
    events.push(event);
    moves.push({
      id: consent.id,
      event: eventId,
      contact: facts.contactId ?? null,
      address: BRINGS_ADDRESS.has(act.action) ? consent.address_enc?.toString('hex') : null,
      moved: verdict.outcome === 'becomes',
      withdraws: act.action === 'withdraw',
      state,
      ...times,
    });
    audits.push({
      action: `consent.${PAST[act.action]}`,
      entityType: 'consent',
      entityId: consent.id,
      detail: {
        event_id: eventId,
        state,
        contact_id: facts.contactId ?? consent.contact_id,
        statement_sha256: statementHash(
          statementOf(event, consent, inForce.hashes, subjectOf(keys, eventId, consent)),
        ),
      },
    });
    return { verdict, eventId, state };
  });
  if (events.length) {
    await trx.batchInsert('consent_events', events, 500);
    await moveConsents(trx, moves);
    await recordAudits(trx, ctx, audits);
  }
  await keepSaidAgain(trx, again);
  await endWithdrawn(
    trx,
    ctx,
    acts.flatMap(({ consent, act }) =>
      act.action === 'withdraw'
        ? { channel: consent.channel, addressBidx: consent.address_bidx }
        : [],
    ),
  );
  return records;
}

/** Writes the missing event of a repeated withdrawal before a request or a grant is decided. */
async function writeSaidAgain(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  acts: readonly Act[],
): Promise<void> {
  const unwritten = toBeWritten(acts);
  if (!unwritten.length) return;
  // It happened earlier, and not by the current actor.
  await recordEvents(trx, systemContext(ctx.tenantId, ctx.requestId), keys, unwritten);
  for (const { consent } of unwritten) {
    consent.withdrawn_at = consent.said_again_at;
    consent.said_again_at = null;
  }
}

const eventRow = (
  ctx: Context,
  eventId: string,
  consent: Consent,
  act: ConsentAct,
  state: Consent['state'],
  facts: EventFacts,
): Omit<
  StatedEvent,
  'purpose_version' | 'jurisdiction' | 'notice_id' | 'captured_at' | 'expires_at'
> &
  Partial<ConsentEvent> => ({
  tenant_id: ctx.tenantId,
  id: eventId,
  consent_id: consent.id,
  action: act.action,
  state_after: state,
  source: facts.source,
  source_stated: facts.sourceStated ?? isStated(facts.source, ctx.actor.type),
  actor_type: ctx.actor.type,
  actor_id: ctx.actor.id,
  wording_id: facts.wordingId ?? null,
  verification_id: facts.verificationId ?? null,
  request_id: ctx.requestId,
});

/** Prepares the evidence of all acts. It is encrypted with the key of its person; acts without evidence need no key. */
async function evidenceOfAll(trx: Trx, ctx: Context, keys: TenantKeys, acts: readonly Act[]) {
  const given = new Map(acts.map(({ facts }) => [facts, evidenceOf(ctx, facts.evidence)]));
  const persons = await personKeys(
    trx,
    keys,
    acts.flatMap(({ consent, facts }) => {
      const one = given.get(facts);
      return one && hasPersonal(one) ? consent.address_bidx : [];
    }),
  );
  return {
    encrypted: (consent: Consent, facts: EventFacts, eventId: string): Partial<ConsentEvent> => {
      const one = given.get(facts) ?? evidenceOf(ctx, facts.evidence);
      return encryptedEvidence(ctx, eventId, one, () => persons.of(consent.address_bidx));
    },
  };
}

/**
 * Returns the ids of consents whose grant came from an import. Looks only where a withdrawal is older than the grant.
 */
async function grantedByImport(trx: Trx, acts: readonly Act[]): Promise<ReadonlySet<string>> {
  const events = acts.flatMap(({ consent, act, facts }) =>
    act.action === 'withdraw' &&
    consent.state === 'granted' &&
    facts.capturedAt &&
    consent.captured_at &&
    facts.capturedAt < consent.captured_at
      ? (consent.granted_event_id ?? [])
      : [],
  );
  if (!events.length) return new Set();
  const rows: { consent_id: string }[] = await trx('consent_events')
    .whereIn('id', events)
    .where({ action: 'import' })
    .select('consent_id');
  return new Set(rows.map((row) => row.consent_id));
}

/** When a timer ends the consent of an erased person, the event has no subject, and there is no receipt for it. */
const subjectOf = (keys: TenantKeys, eventId: string, consent: Consent): string =>
  subjectHash(subjectSalt(keys, eventId), consentAddress(keys, consent) ?? '');

const grants = (act: ConsentAct): boolean =>
  act.action === 'grant' || (act.action === 'import' && act.evidence);

const isAskedAgain = (act: ConsentAct): boolean => act.action === 'request' && act.again === true;

/** Acts that get an event even where they change nothing; for a repeated withdrawal see withdrawalsWorthAnEvent. */
const WORTH_KEEPING: ReadonlySet<ConsentAct['action']> = new Set(['grant', 'withdraw']);

/**
 * Acts by which an erased person comes back, so that the address is stored again. A withdrawal or a timer does not
 * store it.
 */
const BRINGS_ADDRESS: ReadonlySet<ConsentAct['action']> = new Set(['request', 'grant', 'import']);

const PAST = {
  request: 'requested',
  grant: 'granted',
  withdraw: 'withdrawn',
  import: 'imported',
  lapse: 'lapsed',
  expire: 'expired',
} as const satisfies Record<ConsentAct['action'], string>;

import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import type { Consent } from '#models/consent.ts';
import type { ConsentEvent } from '#models/consent-event.ts';
import { recordAudits, type AuditEntry } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import { personKeys } from '../tenancy/person-keys.ts';
import { consentAddress } from './consent-address.ts';
import type { Evidence } from './contract.ts';
import { decide, type ConsentAct, type Verdict } from './rules.ts';
import { evidenceOf, hasPersonal, sealedEvidence } from './seal-evidence.ts';
import {
  statementHash,
  statementOf,
  subjectHash,
  subjectSalt,
  type StatedEvent,
} from './statement.ts';
import { currentNotices, wordingHashes } from './wordings.ts';

/** What is known about an act beside the act itself. */
export type EventFacts = {
  capturedAt: Date;
  source: string;
  wordingId?: string | null;
  /** The language the person was addressed in; finds the privacy notice then in force. */
  language?: string | undefined;
  verificationId?: string | null;
  evidence?: Evidence | undefined;
  /** For a grant: when it ends by itself. */
  expiresAt?: Date | null;
  contactId?: string | null;
};

export type Recorded = { verdict: Verdict; eventId: string | null; state: Consent['state'] };

/** One act on one locked consent. */
export type Act = { consent: Consent; act: ConsentAct; facts: EventFacts };

/** The same for one act: see recordEvents. */
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
 * Applies acts to locked consents, each at most once: decides by the rules, adds the events, moves the
 * projections and writes the audit rows, all in the caller's transaction. A refused act changes nothing.
 * @returns one record for each act, in order
 */
export async function recordEvents(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  acts: readonly Act[],
): Promise<Recorded[]> {
  const told = await whatWasTold(trx, acts);
  const evidence = await evidenceOfAll(trx, ctx, keys, acts);
  const events: Partial<ConsentEvent>[] = [];
  const moves: object[] = [];
  const audits: AuditEntry[] = [];
  const records = acts.map(({ consent, act, facts }): Recorded => {
    const { state: before } = consent;
    const verdict = decide(
      {
        state: before,
        capturedAt: consent.captured_at,
        withdrawnAt: consent.withdrawn_at,
        expiresAt: consent.expires_at,
      },
      act,
      facts.capturedAt,
    );
    const keep =
      verdict.outcome === 'becomes' ||
      (verdict.outcome === 'unchanged' && (WORTH_KEEPING.has(act.action) || isAskedAgain(act)));
    if (!keep) return { verdict, eventId: null, state: before };
    const state = verdict.outcome === 'becomes' ? verdict.state : before;
    const eventId = newId();
    const event = {
      ...eventRow(ctx, eventId, consent, act, state, facts),
      ...evidence.sealed(consent, facts, eventId),
      ...told.of(consent, act, facts),
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
      captured_at: facts.capturedAt,
      expires_at: facts.expiresAt ?? null,
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
          statementOf(event, consent, told.hashes, subjectOf(keys, eventId, consent)),
        ),
      },
    });
    return { verdict, eventId, state };
  });
  if (events.length) {
    await trx.batchInsert('consent_events', events, 500);
    await trx.raw(MOVE, [JSON.stringify(moves)]);
    await recordAudits(trx, ctx, audits);
  }
  return records;
}

const MOVE = `
  update consents c set
    last_event_id = m.event,
    contact_id = coalesce(m.contact, c.contact_id),
    -- Somebody erased who comes back.
    address_enc = coalesce(c.address_enc, decode(m.address, 'hex')),
    state = m.state,
    captured_at = case when m.moved then m.captured_at else c.captured_at end,
    expires_at = case when not m.moved then c.expires_at when m.state = 'granted' then m.expires_at end,
    granted_event_id = case when m.moved and m.state = 'granted' then m.event else c.granted_event_id end,
    -- Said twice, the later withdrawal counts: it beats the grants captured before it.
    withdrawn_at = case
      when m.state = 'withdrawn' and m.withdraws then greatest(m.captured_at, c.withdrawn_at)
      when m.moved and m.state = 'granted' then null
      else c.withdrawn_at end,
    updated_at = case when m.moved then clock_timestamp() else c.updated_at end
  from jsonb_to_recordset(?::jsonb) as m(id uuid, event uuid, contact uuid, address text, moved boolean, withdraws boolean, state text,
    captured_at timestamptz, expires_at timestamptz)
  where c.id = m.id`;

const eventRow = (
  ctx: Context,
  eventId: string,
  consent: Consent,
  act: ConsentAct,
  state: Consent['state'],
  facts: EventFacts,
): Omit<StatedEvent, 'purpose_version' | 'jurisdiction' | 'notice_id'> & Partial<ConsentEvent> => ({
  tenant_id: ctx.tenantId,
  id: eventId,
  consent_id: consent.id,
  action: act.action,
  state_after: state,
  source: facts.source,
  actor_type: ctx.actor.type,
  actor_id: ctx.actor.id,
  captured_at: facts.capturedAt,
  wording_id: facts.wordingId ?? null,
  verification_id: facts.verificationId ?? null,
  expires_at: facts.expiresAt ?? null,
  request_id: ctx.requestId,
});

/** Evidence is sealed with the key of whom it is about; those with none need no key. */
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
    sealed: (consent: Consent, facts: EventFacts, eventId: string): Partial<ConsentEvent> => {
      const one = given.get(facts) ?? evidenceOf(ctx, facts.evidence);
      return sealedEvidence(ctx, eventId, one, () => persons.of(consent.address_bidx));
    },
  };
}

/** The versions in force of what a person is told: the purpose, for an act of theirs the notice, whose law. */
async function whatWasTold(trx: Trx, acts: readonly Act[]) {
  const purposes: { id: string; version: number; country: string }[] = await trx('purposes as p')
    .join('tenants as t', 't.tenant_id', 'p.tenant_id')
    .whereIn('p.id', [...new Set(acts.map(({ consent }) => consent.purpose_id))])
    .select('p.id', 'p.version', 't.country');
  const languages = [...new Set(acts.flatMap(({ facts }) => facts.language ?? []))];
  const notices = await currentNotices(trx, languages);
  const byId = new Map(purposes.map((row) => [row.id, row]));
  const hashes = await wordingHashes(trx, [
    ...acts.flatMap(({ facts }) => facts.wordingId ?? []),
    ...notices.values(),
  ]);
  return {
    hashes,
    of: (consent: Consent, act: ConsentAct, facts: EventFacts) => ({
      purpose_version: byId.get(consent.purpose_id)?.version ?? null,
      jurisdiction: byId.get(consent.purpose_id)?.country ?? null,
      notice_id:
        facts.language && (act.action === 'request' || act.action === 'grant')
          ? (notices.get(facts.language) ?? null)
          : null,
    }),
  };
}

/** Of somebody erased, what a clock still ends is about nobody: there is no receipt for it. */
const subjectOf = (keys: TenantKeys, eventId: string, consent: Consent): string =>
  subjectHash(subjectSalt(keys, eventId), consentAddress(keys, consent) ?? '');

const isAskedAgain = (act: ConsentAct): boolean => act.action === 'request' && act.again === true;

const WORTH_KEEPING: ReadonlySet<ConsentAct['action']> = new Set(['grant', 'withdraw']);

/** After an erasure, who comes back leaves the address anew; a withdrawal or a clock does not keep it. */
const BRINGS_ADDRESS: ReadonlySet<ConsentAct['action']> = new Set(['request', 'grant', 'import']);

const PAST: Record<ConsentAct['action'], string> = {
  request: 'requested',
  grant: 'granted',
  withdraw: 'withdrawn',
  import: 'imported',
  lapse: 'lapsed',
  expire: 'expired',
};

import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { Consent } from '#models/consent.ts';
import { ConsentEvent } from '#models/consent-event.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import { sealValue } from '../tenancy/personal.ts';
import type { Evidence } from './contract.ts';
import { decide, type ConsentAct, type Verdict } from './rules.ts';

/** Which consent: an address on a channel for a purpose. `address` is normalised. */
export type ConsentKey = {
  addressBidx: Buffer;
  address: string;
  channel: 'sms' | 'email';
  purposeId: string;
  contactId: string | null;
};

/**
 * The consent's row, made if it was not there, locked until the transaction ends. Claims of messages
 * take the same lock, so that it is always known which came first.
 */
export async function lockConsent(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  key: ConsentKey,
): Promise<Consent> {
  const id = newId();
  const place = { tenantId: ctx.tenantId, table: 'consents', id, column: 'address' };
  await Consent.query(trx)
    .insert({
      tenant_id: ctx.tenantId,
      id,
      contact_id: key.contactId,
      address_bidx: key.addressBidx,
      address_enc: sealValue(keys, place, key.address),
      channel: key.channel,
      purpose_id: key.purposeId,
    })
    .onConflict(['tenant_id', 'address_bidx', 'channel', 'purpose_id'])
    .ignore();
  return Consent.query(trx)
    .where({ address_bidx: key.addressBidx, channel: key.channel, purpose_id: key.purposeId })
    .forUpdate()
    .first()
    .throwIfNotFound();
}

/** What is known about an act beside the act itself. */
export type EventFacts = {
  capturedAt: Date;
  source: string;
  wordingId?: string | null;
  verificationId?: string | null;
  evidence?: Evidence | undefined;
  /** For a grant: when it ends by itself. */
  expiresAt?: Date | null;
  contactId?: string | null;
};

export type Recorded = { verdict: Verdict; eventId: string | null; state: Consent['state'] };

/**
 * Applies one act to a locked consent: decides by the rules, adds the event, moves the projection and
 * writes the audit row, all in the caller's transaction. A refused act changes nothing.
 */
export async function recordEvent(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  consent: Consent,
  act: ConsentAct,
  facts: EventFacts,
): Promise<Recorded> {
  const present = {
    state: consent.state,
    capturedAt: consent.captured_at,
    withdrawnAt: consent.withdrawn_at,
  };
  const verdict = decide(present, act, facts.capturedAt);
  const silent =
    verdict.outcome === 'refused' ||
    (verdict.outcome === 'unchanged' && !WORTH_KEEPING.has(act.action));
  if (silent) return { verdict, eventId: null, state: consent.state };
  const state = verdict.outcome === 'becomes' ? verdict.state : consent.state;
  const eventId = newId();
  await ConsentEvent.query(trx).insert({
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
    ...sealedEvidence(ctx, keys, eventId, facts.evidence),
  });
  await Consent.query(trx)
    .findById([consent.tenant_id, consent.id])
    .patch({
      last_event_id: eventId,
      ...(facts.contactId ? { contact_id: facts.contactId } : {}),
      ...(verdict.outcome === 'becomes' ? moved(state, eventId, facts) : {}),
    });
  await recordAudit(trx, ctx, {
    action: `consent.${PAST[act.action]}`,
    entityType: 'consent',
    entityId: consent.id,
    detail: { event_id: eventId, state, contact_id: facts.contactId ?? consent.contact_id },
  });
  return { verdict, eventId, state };
}

const WORTH_KEEPING: ReadonlySet<ConsentAct['action']> = new Set(['grant', 'withdraw']);

const PAST: Record<ConsentAct['action'], string> = {
  request: 'requested',
  grant: 'granted',
  withdraw: 'withdrawn',
  import: 'imported',
  lapse: 'lapsed',
  expire: 'expired',
};

const moved = (state: Consent['state'], eventId: string, facts: EventFacts): Partial<Consent> => ({
  state,
  captured_at: facts.capturedAt,
  expires_at: state === 'granted' ? (facts.expiresAt ?? null) : null,
  updated_at: new Date(),
  ...(state === 'granted' ? { granted_event_id: eventId, withdrawn_at: null } : {}),
  ...(state === 'withdrawn' ? { withdrawn_at: facts.capturedAt } : {}),
});

function sealedEvidence(
  ctx: Context,
  keys: TenantKeys,
  eventId: string,
  given: Evidence | undefined,
): Partial<ConsentEvent> {
  const { captured_at: _, ip, user_agent, form_url, ...rest } = given ?? {};
  const seal = (column: string, value: string | undefined): Buffer | null =>
    value === undefined
      ? null
      : sealValue(
          keys,
          { tenantId: ctx.tenantId, table: 'consent_events', id: eventId, column },
          value,
        );
  return {
    ip_enc: seal('ip', ip ?? ctx.client?.ip),
    user_agent_enc: seal('user_agent', user_agent ?? ctx.client?.userAgent),
    evidence_enc: Object.keys(rest).length ? seal('evidence', JSON.stringify(rest)) : null,
    // A form's address is public; what was typed into it may stand in its query.
    form_url: form_url ? withoutQuery(form_url) : null,
  };
}

function withoutQuery(address: string): string {
  const url = new URL(address);
  return `${url.origin}${url.pathname}`;
}

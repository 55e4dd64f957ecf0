import { inForce } from '../../suppressions/blocked.ts';

/*
 * The gate: may this address be messaged on this channel for this purpose, now? One piece of SQL, used
 * by every decision, audience preview, freeze and claim, so that they cannot drift apart.
 * The alias `a` must have tenant_id, address_bidx, channel and purpose_id.
 */

/** Joins the tables that the gate reads: `c` is the consent, `s` the suppression in force. */
export const gateJoin = (a: string): string => `
  left join consents c on c.tenant_id = ${a}.tenant_id and c.address_bidx = ${a}.address_bidx
    and c.channel = ${a}.channel and c.purpose_id = ${a}.purpose_id
  left join suppressions s on s.tenant_id = ${a}.tenant_id and s.channel = ${a}.channel
    and s.address_bidx = ${a}.address_bidx and ${inForce('s')}`;

/**
 * Returns SQL for the reason why a message may not be sent. Null when it may; then `c.granted_event_id` is its legal
 * basis.
 */
export const gateReason = (a: string): string => `
  case
    when ${a}.address_bidx is null then 'no_address'
    when s.id is not null then 'suppressed_' || s.reason
    when c.state is null or c.state = 'none' then 'no_consent'
    when c.state = 'granted' and c.expires_at <= now() then 'expired'
    when c.state = 'granted' then null
    else c.state
  end`;

/** All values of `gateReason`. */
export const GATE_REASONS = [
  'no_address', 'no_consent', 'pending', 'lapsed', 'expired', 'withdrawn', 'imported_unproven',
  'suppressed_opt_out', 'suppressed_complaint', 'suppressed_hard_bounce', 'suppressed_erasure',
  'suppressed_legal', 'suppressed_admin', 'suppressed_provider_block',
] as const; // prettier-ignore
export type GateReason = (typeof GATE_REASONS)[number];

/** The reasons as callers are told them: `suppressed` to those who may not know why an address is blocked. */
export const TOLD_REASONS = [...GATE_REASONS, 'suppressed'] as const;
export type ToldReason = (typeof TOLD_REASONS)[number];

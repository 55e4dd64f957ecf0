import type { ConsentEvent } from '#models/consent-event.ts';
import type { Context } from '../../context.ts';
import type { AadParts } from '../../encryption/personal.ts';
import { encryptPersonal, type PersonKey } from '../../encryption/person-keys.ts';
import type { Evidence } from '../contract.ts';

/** The evidence of an act in clear: the personal data by column, and the form's URL. */
export type GivenEvidence = {
  personal: { ip?: string; user_agent?: string; evidence?: string };
  form_url: string | null;
};

/** Collects the evidence of an act: what the caller gave, else the IP address and user agent of the request. */
export function evidenceOf(ctx: Context, given: Evidence | undefined): GivenEvidence {
  const { captured_at: _, ip, user_agent, form_url, ...rest } = given ?? {};
  const from = ip ?? ctx.client?.ip;
  const agent = user_agent ?? ctx.client?.userAgent;
  return {
    personal: {
      ...(from === undefined ? {} : { ip: from }),
      ...(agent === undefined ? {} : { user_agent: agent }),
      ...(Object.keys(rest).length ? { evidence: JSON.stringify(rest) } : {}),
    },
    // A form's URL is public, but its query may contain what was typed into the form.
    form_url: form_url ? withoutQuery(form_url) : null,
  };
}

/** Returns whether evidence has personal data. */
export const hasPersonal = ({ personal }: GivenEvidence): boolean =>
  Object.keys(personal).length > 0;

/** Returns the additional authenticated data of an evidence column. */
export const evidenceAad = (tenantId: string, eventId: string, column: string): AadParts => ({
  tenantId,
  table: 'consent_events',
  id: eventId,
  column,
});

/** Encrypts the evidence of an event for storage. `person` is called only when there is personal data. */
export function encryptedEvidence(
  ctx: Context,
  eventId: string,
  { personal, form_url }: GivenEvidence,
  person: () => PersonKey,
): Partial<ConsentEvent> {
  const encrypted = (column: string, value: string | undefined): Buffer | null =>
    value === undefined
      ? null
      : encryptPersonal(person(), evidenceAad(ctx.tenantId, eventId, column), value);
  return {
    ip_enc: encrypted('ip', personal.ip),
    user_agent_enc: encrypted('user_agent', personal.user_agent),
    evidence_enc: encrypted('evidence', personal.evidence),
    form_url,
  };
}

function withoutQuery(address: string): string {
  const url = new URL(address);
  return `${url.origin}${url.pathname}`;
}

import type { ConsentEvent } from '#models/consent-event.ts';
import type { Context } from '../../context.ts';
import type { AadParts } from '../../encryption/personal.ts';
import { encryptPersonal, type PersonKey } from '../../encryption/person-keys.ts';
import type { Evidence } from '../contract.ts';

/** The evidence of an act in clear: what is about a person, column by column, and what came with the request. */
export type GivenEvidence = {
  personal: { ip?: string; user_agent?: string; evidence?: string };
  form_url: string | null;
};

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
    // A form's address is public; what was typed into it may stand in its query.
    form_url: form_url ? withoutQuery(form_url) : null,
  };
}

export const hasPersonal = ({ personal }: GivenEvidence): boolean =>
  Object.keys(personal).length > 0;

/** Where a piece of evidence is encrypted. */
export const evidenceAad = (tenantId: string, eventId: string, column: string): AadParts => ({
  tenantId,
  table: 'consent_events',
  id: eventId,
  column,
});

/** The evidence of an event as it is stored. `person` is asked only when there is something of theirs. */
export function sealedEvidence(
  ctx: Context,
  eventId: string,
  { personal, form_url }: GivenEvidence,
  person: () => PersonKey,
): Partial<ConsentEvent> {
  const seal = (column: string, value: string | undefined): Buffer | null =>
    value === undefined
      ? null
      : encryptPersonal(person(), evidenceAad(ctx.tenantId, eventId, column), value);
  return {
    ip_enc: seal('ip', personal.ip),
    user_agent_enc: seal('user_agent', personal.user_agent),
    evidence_enc: seal('evidence', personal.evidence),
    form_url,
  };
}

function withoutQuery(address: string): string {
  const url = new URL(address);
  return `${url.origin}${url.pathname}`;
}

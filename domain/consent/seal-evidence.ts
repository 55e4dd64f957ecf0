import type { ConsentEvent } from '#models/consent-event.ts';
import type { Context } from '../context.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import { sealValue } from '../tenancy/personal.ts';
import type { Evidence } from './contract.ts';

/** The evidence of an event as it is stored: what is about a person sealed, what came with the request beside it. */
export function sealedEvidence(
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

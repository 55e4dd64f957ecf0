import type { PageSession } from '../../api/client-types.ts';
import { HOLD_SCOPES } from '../../domain/holds/contract.ts';
import { chosen, text } from './fields.server.ts';

type Body = Parameters<PageSession['api']['legalHolds']['place']>[0]['body'];

/** Reads the hold form into the input of its operation. With an @ it is an e-mail address, otherwise a number. */
export function holdInput(form: FormData): Body {
  const reason = text(form, 'reason') ?? '';
  const scope = chosen(form, 'scope', HOLD_SCOPES);
  if (scope === 'tenant') return { scope, reason };
  if (scope === 'campaign') return { scope, reason, campaign_id: text(form, 'campaign_id') ?? '' };
  const contact_id = text(form, 'contact_id');
  if (contact_id) return { scope, reason, contact_id };
  const person = text(form, 'person') ?? '';
  return { scope, reason, ...(person.includes('@') ? { email: person } : { phone: person }) };
}

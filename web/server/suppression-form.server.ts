import { statedReason } from '../../domain/suppressions/contract.ts';
import type { PageSession } from '../../api/client-types.ts';
import { chosen, given, text } from './fields.server.ts';

type Body = Parameters<PageSession['api']['suppressions']['createMany']>[0]['body'];

/** Reads the block form into the input of its operation. With an @ it is an e-mail address, otherwise a number. */
export function blockInput(form: FormData): Body {
  const { note } = given(form, ['note']);
  const until = text(form, 'expires_at');
  const lines = (text(form, 'suppressions') ?? '').split(/[\n;,]/).map((line) => line.trim());
  return {
    suppressions: lines.filter(Boolean).map((address) => ({
      channel: address.includes('@') ? 'email' : 'sms',
      address,
      reason: chosen(form, 'reason', statedReason.options),
      ...(note ? { note } : {}),
      ...(until ? { expires_at: `${until}T00:00:00Z` } : {}),
    })),
  };
}

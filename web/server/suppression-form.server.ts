import { statedReason } from '../../domain/suppressions/contract.ts';
import type { PageSession } from '../../api/client-types.ts';
import { chosen, given, text, words } from './fields.server.ts';

type Body = Parameters<PageSession['api']['suppressions']['createMany']>[0]['body'];

/** Reads the block form into the input of its operation. With an @ it is an e-mail address, otherwise a number. */
export function blockInput(form: FormData): Body {
  const { note } = given(form, ['note']);
  const until = text(form, 'expires_at');
  return {
    suppressions: words(form, 'suppressions').map((address) => ({
      channel: address.includes('@') ? 'email' : 'sms',
      address,
      reason: chosen(form, 'reason', statedReason.options),
      ...(note ? { note } : {}),
      ...(until ? { expires_at: `${until}T00:00:00Z` } : {}),
    })),
  };
}

import { systemContext } from '#domain/context.ts';
import { tenantId } from '#lib/ids.ts';
import type { IdentityServer, SignedUp } from './identity.ts';
import type { Call } from './request.ts';
import { receiveCode } from './verification.ts';

type Channel = { channel: 'email' } | { channel: 'sms'; phone: string };

/**
 * Requests the code for a member's own address.
 * @returns the code, as the member reads it
 */
export async function codeForMember(
  server: IdentityServer,
  owner: SignedUp,
  which: Channel = { channel: 'email' },
): Promise<string> {
  const asked = await owner.call('POST', '/users/me/addresses', which);
  if (asked.status !== 202) throw new Error(JSON.stringify(asked.body));
  const context = systemContext(tenantId(owner.organization.id));
  const { verification_id: id }: { verification_id: string } = await server.services.db.withTenant(
    context,
    (trx) =>
      trx('member_addresses')
        .where({ channel: which.channel, user_id: owner.userId })
        .first('verification_id'),
  );
  const call: Call = owner.call;
  return receiveCode(server, { context, token: '', call }, id);
}

/** Requests the code and enters it. */
export async function proveForMember(
  server: IdentityServer,
  owner: SignedUp,
  which: Channel = { channel: 'email' },
): Promise<void> {
  const code = await codeForMember(server, owner, which);
  const { channel } = which;
  const proved = await owner.call('POST', '/users/me/addresses/check', { channel, code });
  if (!proved.body.proved) throw new Error(JSON.stringify(proved.body));
}

import { signLink } from '#domain/signed-links/links.ts';
import { tenantId } from '#lib/ids.ts';
import type { Services } from '#domain/context.ts';

/** Returns the token in the link of an invitation, as its mail has it. */
export const invitationToken = async (
  { keyring }: Pick<Services, 'keyring'>,
  organizationId: string,
  id: string,
  version = 1,
): Promise<string> => {
  const keys = await keyring.keys({ tenantId: tenantId(organizationId) });
  return signLink(keys, 'invitation', { tenantId: organizationId, id }, String(version));
};

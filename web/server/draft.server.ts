import type { Api } from '../../api/client-types.ts';
import { redirect } from './redirect.server.ts';

/**
 * The campaign of a page that makes it. What was approved is not made any more: whoever comes back to such a page, or
 * sends its form once more, is led to where the campaign stands.
 */
export async function draftOf(api: Api, params: Record<string, string | undefined>) {
  const id = String(params['id']);
  const campaign = await api.campaigns.get({ params: { id } });
  if (campaign.status !== 'draft') throw redirect(`/campaigns/${id}?done=not-a-draft`);
  return campaign;
}

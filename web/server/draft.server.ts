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

/** The campaign that somebody came from to a page outside its wizard (`?campaign=`), where the way leads back to. */
export async function wizardOf(api: Api, url: URL) {
  const id = url.searchParams.get('campaign');
  return id ? draftOf(api, { id }) : null;
}

/** The way back to a step of it; nothing for who came from elsewhere. */
export const backTo = (campaign: { id: string; name: string } | null, step: string) =>
  campaign && { to: `/campaigns/${campaign.id}/${step}`, label: campaign.name };

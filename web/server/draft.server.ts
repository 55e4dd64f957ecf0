import type { Api } from '../../api/client-types.ts';
import { redirect } from './redirect.server.ts';

/**
 * Returns the campaign of a page in the wizard. An approved campaign is no longer edited there: a user who comes back
 * to such a page, or submits its form again, is redirected to the campaign's own page.
 */
export async function draftOf(api: Api, params: Record<string, string | undefined>) {
  const id = String(params['id']);
  const campaign = await api.campaigns.get({ params: { id } });
  if (campaign.status !== 'draft') throw redirect(`/campaigns/${id}?done=not-a-draft`);
  return campaign;
}

/** Returns the campaign from whose wizard the user came (`?campaign=`), so that the page can lead back. */
export async function wizardOf(api: Api, url: URL) {
  const id = url.searchParams.get('campaign');
  return id ? draftOf(api, { id }) : null;
}

/** Returns the link back to a step of the wizard; nothing for users who came from elsewhere. */
export const backTo = (campaign: { id: string; name: string } | null, step: string) =>
  campaign && { to: `/campaigns/${campaign.id}/${step}`, label: campaign.name };

import type { PageSession } from '../../api/client-types.ts';
import { page } from '../server/page.server.ts';

const EACH = 5;

/** What the command palette finds: people, campaigns and templates whose names fit. */
export const loader = page(async ({ api, url, session }) => {
  const q = (url.searchParams.get('q') ?? '').trim().slice(0, 120);
  if (q.length < 2) return Response.json({ found: [] });
  const may = (right: string): boolean => session.permissions.some((one) => one === right);
  const [people, campaigns, templates] = await Promise.all([
    may('contacts:read') ? peopleFound(api, q) : [],
    may('campaigns:read') ? api.campaigns.list({ query: { limit: 100 } }) : { data: [] },
    may('templates:read') ? api.templates.list({ query: { q, limit: EACH } }) : { data: [] },
  ]);
  const fits = ({ name }: { name: string }): boolean =>
    name.toLowerCase().includes(q.toLowerCase());
  return Response.json({
    found: [
      ...people,
      ...campaigns.data
        .filter(fits)
        .slice(0, EACH)
        .map(({ id, name }) => ({ to: `/campaigns/${id}`, label: name, kind: 'Campaign' })),
      ...templates.data.map(({ id, name }) => ({
        to: `/templates/${id}`,
        label: name,
        kind: 'Template',
      })),
    ],
  });
});

/** By name or address; by one they had before where it is nobody's today. */
async function peopleFound(api: PageSession['api'], q: string) {
  const today = await api.contacts.list({ query: { q, limit: EACH } });
  const { data } = today.data.length
    ? today
    : await api.contacts.list({ query: { q, limit: EACH, earlier_address: 'true' } });
  return data.map(({ id, name, email, phone }) => ({
    to: `/contacts/${id}`,
    label: name ?? email ?? phone ?? '',
    kind: today.data.length ? (email ?? phone ?? 'Contact') : 'Had this address before',
  }));
}

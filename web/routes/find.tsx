import { page } from '../server/page.server.ts';

const EACH = 5;

/** What the command palette finds: people, campaigns and templates whose names fit. */
export const loader = page(async ({ api, url, session }) => {
  const q = (url.searchParams.get('q') ?? '').trim().slice(0, 120);
  if (q.length < 2) return { found: [] };
  const may = (right: string): boolean => session.permissions.some((one) => one === right);
  const [contacts, campaigns, templates] = await Promise.all([
    may('contacts:read') ? api.contacts.list({ query: { q, limit: EACH } }) : { data: [] },
    may('campaigns:read') ? api.campaigns.list({ query: { limit: 100 } }) : { data: [] },
    may('templates:read') ? api.templates.list({ query: { q, limit: EACH } }) : { data: [] },
  ]);
  const fits = ({ name }: { name: string }): boolean =>
    name.toLowerCase().includes(q.toLowerCase());
  return {
    found: [
      ...contacts.data.map(({ id, name, email, phone }) => ({
        to: `/contacts/${id}`,
        label: name ?? email ?? phone ?? '',
        kind: email ?? phone ?? 'Contact',
      })),
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
  };
});

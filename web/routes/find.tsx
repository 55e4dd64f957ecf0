import type { PageSession } from '../../api/client-types.ts';
import { page } from '../server/page.server.ts';
import { mayBeAddress, searched } from '../server/searched.server.ts';

const EACH = 5;
/** The fewest letters of a name to search for. */
const FEWEST = 3;

/** Returns what the command palette finds: people, campaigns and templates with matching names. */
export const loader = page(async ({ api, url, session }) => {
  const q = (url.searchParams.get('q') ?? '').trim().slice(0, 120);
  if (q.length < 2) return Response.json({ found: [], note: null });
  const may = (right: string): boolean => session.permissions.some((one) => one === right);
  const [{ people, note }, campaigns, templates] = await Promise.all([
    may('contacts:read') ? peopleFound(api, q) : { people: [], note: null },
    may('campaigns:read') ? api.campaigns.list({ query: { limit: 100 } }) : { data: [] },
    may('templates:read') ? api.templates.list({ query: { q, limit: EACH } }) : { data: [] },
  ]);
  const fits = ({ name }: { name: string }): boolean =>
    name.toLowerCase().includes(q.toLowerCase());
  return Response.json({
    note,
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

/** Two letters find nobody, and the user need not be told so while typing. */
async function peopleFound(api: PageSession['api'], q: string) {
  const { found, refused } = await searched(() => byNameOrAddress(api, q));
  return { people: found ?? [], note: q.length < FEWEST ? null : refused };
}

/** Searches by an earlier address too if nobody has the address today. */
async function byNameOrAddress(api: PageSession['api'], q: string) {
  const today = await api.contacts.list({ query: { q, limit: EACH } });
  const before =
    !today.data.length && mayBeAddress(q)
      ? await api.contacts.list({ query: { q, limit: EACH, earlier_address: 'true' } })
      : null;
  return (before ?? today).data.map(({ id, name, email, phone }) => ({
    to: `/contacts/${id}`,
    label: name ?? email ?? phone ?? '',
    kind: before ? 'Had this address before' : (email ?? phone ?? 'Contact'),
  }));
}

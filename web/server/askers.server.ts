import type { PageSession } from '../../api/client-types.ts';
import { actorWord } from '../audit/things.tsx';

/** Who somebody is by name: colleagues where the reader may see the team, others by what they are. */
export async function askers({
  api,
  permissions,
}: Pick<PageSession, 'api' | 'permissions'>): Promise<
  (by: { type: string; id?: string | null | undefined }) => string
> {
  const { data } = permissions.includes('members:read')
    ? await api.users.list({ query: { limit: 200 } })
    : { data: [] };
  const names = new Map(data.map(({ id, name }) => [id, name]));
  return ({ type, id }) => actorWord(type, names.get(id ?? '') ?? null);
}

import type { PageSession } from '../../api/client-types.ts';
import { actorWord } from '../audit/sentence.ts';

type By = { type: string; id?: string | null | undefined };

/** Returns the names of members and keys on a page, as far as its reader may know them; otherwise what they are. */
export async function askers(
  { api }: Pick<PageSession, 'api'>,
  who: readonly (By | null)[],
): Promise<(by: By) => string> {
  const ids = [...new Set(who.flatMap((by) => (by && isNamed(by) && by.id ? [by.id] : [])))];
  const data = ids.length ? (await api.actors.list({ query: { ids: ids.join(',') } })).data : [];
  const names = new Map(data.map(({ id, name }) => [id, name]));
  return ({ type, id }) => actorWord(type, names.get(id ?? '') ?? null);
}

const isNamed = ({ type }: By): boolean => type === 'user' || type === 'api_key';

import { asProblem } from './problem.server.ts';

/** The result of a search, or the reason why it was not made, for the page to show. */
export type Searched<T> = { found: T; refused: null } | { found: null; refused: string };

/** Runs a search. Too few letters, or too many searches, are not an error of the page. */
export async function searched<T>(search: () => Promise<T>): Promise<Searched<T>> {
  try {
    return { found: await search(), refused: null };
  } catch (error) {
    const problem = asProblem(error);
    const about = problem?.detail.errors?.find(({ path }) => path === 'q');
    if (about) return { found: null, refused: `Search ${about.message}` };
    if (problem?.status === 429) return { found: null, refused: problem.message };
    throw error;
  }
}

/** Whether it is worth searching for an earlier owner of this address; names are not searched in this way. */
export const mayBeAddress = (q: string): boolean => /@|(?:\d\D*){6}/.test(q);

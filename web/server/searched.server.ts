import { asProblem } from './problem.server.ts';

/** What a search found; or why it was not made, for the page to say. */
export type Searched<T> = { found: T; refused: null } | { found: null; refused: string };

/** Too few letters, or too many searches, are no failure of the page. */
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

/** Whether it is worth asking who had this address before: names are not asked for so. */
export const mayBeAddress = (q: string): boolean => /@|(?:\d\D*){6}/.test(q);

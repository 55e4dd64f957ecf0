import { Resolver } from 'node:dns/promises';
import { errorCode } from '#lib/errors.ts';

/** Answers of a name server that mean: there is nothing of the kind. */
const NOTHING: ReadonlySet<string | null> = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Looks records up.
 * @param servers comma-separated addresses of name servers, with or without a port; empty: the system's
 */
export function createDns(servers: string) {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  const named = servers.split(',').map((one) => one.trim()).filter(Boolean); // prettier-ignore
  if (named.length) resolver.setServers(named);
  return {
    /** Each record in one piece. @throws Error when there is no answer */
    txt: async (name: string): Promise<string[]> => {
      const records = await orNothing(resolver.resolveTxt(name));
      return records.map((pieces) => pieces.join(''));
    },
    /** @throws Error when there is no answer */
    mx: async (name: string): Promise<string[]> => {
      const records = await orNothing(resolver.resolveMx(name));
      return records.toSorted((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
    },
  };
}

const orNothing = <T>(answer: Promise<T[]>): Promise<T[]> =>
  answer.catch((error: unknown) => {
    if (NOTHING.has(errorCode(error))) return [];
    throw error;
  });

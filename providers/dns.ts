import { Resolver } from 'node:dns/promises';
import { errorCode } from '#lib/errors.ts';

/** Answers of a name server that mean that no such record exists. */
const NOTHING: ReadonlySet<string | null> = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Creates a client that looks up DNS records.
 * @param servers comma-separated addresses of name servers, with or without a port; empty: the system's
 */
export function createDns(servers: string) {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  const named = servers.split(',').map((one) => one.trim()).filter(Boolean); // prettier-ignore
  if (named.length) resolver.setServers(named);
  return {
    /**
     * Returns the TXT records, each joined to one string.
     * @throws {Error} when there is no answer
     */
    txt: async (name: string): Promise<string[]> => {
      const records = await orNothing(resolver.resolveTxt(name));
      return records.map((pieces) => pieces.join(''));
    },
    /**
     * Returns the mail servers, the preferred one first.
     * @throws {Error} when there is no answer
     */
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

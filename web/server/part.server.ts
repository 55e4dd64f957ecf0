import type { PageSession } from '../../api/client-types.ts';
import type { Part } from '../home/part.ts';
import type { PageArgs } from './page.server.ts';

/**
 * Loads a part of a page. @returns null if the reader may not see it; `ok: false` if it could not be loaded just now
 */
export async function part<T>(
  { session, failed }: Pick<PageArgs, 'session' | 'failed'>,
  right: PageSession['permissions'][number],
  ask: () => Promise<T>,
): Promise<Part<T> | null> {
  if (!session.permissions.includes(right)) return null;
  try {
    return { ok: true, data: await ask() };
  } catch (error) {
    failed(error);
    return { ok: false };
  }
}

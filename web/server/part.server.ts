import type { PageSession } from '../../api/client-types.ts';
import type { Part } from '../home/part.ts';
import type { PageArgs } from './page.server.ts';

/** @returns null for who may not see it; `ok: false` when it could not be had just now */
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

import type { Context, Services } from '../context.ts';
import { invalidField, notFound } from '#lib/errors.ts';
import type { Page, PageRequest } from '../paging.ts';
import { publishedKey, readPublished, type PublishedSeal } from '../audit/published.ts';
import { sealNumbered, sealOf, type SealRow } from '../audit/seal-audit.ts';
import type { Seal } from '../audit/seal.ts';

export type SealView = Seal & {
  /**
   * Its copy outside the database: present and equal, or not. `unreadable`: the store does not answer, or its file is
   * not a seal.
   */
  published: 'same' | 'differs' | 'missing' | 'unreadable';
  /** Location of the copy: the store, and the name of the file in it. */
  place: { store: string; file: string };
};

/**
 * Lists seals, newest first, each compared with its copy outside. The cursor is the number of the last one seen.
 * @throws AppError invalid (cursor)
 */
export async function listSeals(
  services: Services,
  ctx: Context,
  { limit, cursor }: PageRequest,
): Promise<Page<SealView>> {
  if (cursor !== undefined && !/^\d{1,9}$/.test(cursor)) {
    throw invalidField('cursor', 'is not a cursor of this list');
  }
  const rows: SealRow[] = await services.db.withTenant(ctx, (trx) => {
    const query = trx('audit_seals')
      .orderBy('number', 'desc')
      .limit(limit + 1);
    if (cursor !== undefined) query.where('number', '<', Number(cursor));
    return query;
  });
  const shown = rows.slice(0, limit).map(sealOf);
  const data = await Promise.all(
    shown.map(async (seal): Promise<SealView> => ({
      ...seal,
      published: await compared(services, ctx, seal),
      place: { store: services.seals.kind, file: publishedKey(ctx.tenantId, seal.number) },
    })),
  );
  const last = data.at(-1);
  return { data, next_cursor: rows.length > limit && last ? String(last.number) : null };
}

async function compared(
  services: Services,
  ctx: Context,
  seal: Seal,
): Promise<SealView['published']> {
  try {
    const outside = await readPublished(services, ctx.tenantId, seal.number);
    if (!outside) return 'missing';
    return outside.seal.hash === seal.hash ? 'same' : 'differs';
  } catch {
    // One bad file must not hide the others.
    return 'unreadable';
  }
}

/** Returns a seal as published, with the hashes of its rows: the input for an external check of an export. */
export async function publishedSeal(
  services: Services,
  ctx: Context,
  number: number,
): Promise<PublishedSeal> {
  const known = await services.db.withTenant(ctx, (trx) => sealNumbered(trx, number));
  const outside = known && (await readPublished(services, ctx.tenantId, number));
  if (!outside) throw notFound('Seal');
  return outside;
}

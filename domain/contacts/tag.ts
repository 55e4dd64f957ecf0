import { AppError } from '#lib/errors.ts';
import { recordAudits } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { refuseChange } from '../suppressions/erasure-under-way.ts';
import { refuseHeldContact } from './held.ts';
import { MOST_TAGS, type BulkTags } from './contract.ts';

type Tagged = { id: string; tags: string[] };

/**
 * Adds and removes tags on many contacts, on all of them or none. Existing tags keep their order, new ones follow; a
 * repetition changes nothing.
 * @returns how many contacts have changed
 * @throws AppError invalid, with the ids that are unknown or would have too many tags; conflict (a person is being
 *   erased, or a legal hold keeps a tag)
 */
export async function tagContacts(
  services: Services,
  ctx: Context,
  { ids, add_tags, remove_tags }: BulkTags,
): Promise<{ changed: number; unchanged: number }> {
  return services.db.withTenant(ctx, async (trx) => {
    // Locked in the order of ids, so that concurrent requests for the same contacts wait and do not deadlock.
    const rows: Tagged[] = await trx('contacts')
      .whereIn('id', ids)
      .orderBy('id')
      .forUpdate()
      .select('id', 'tags');
    const after = rows.map(({ id, tags }) => ({
      id,
      tags: [...new Set([...tags, ...add_tags])].filter((tag) => !remove_tags.includes(tag)),
    }));
    refuse(ids, after);
    const before = new Map(rows.map(({ id, tags }) => [id, tags.join()]));
    // Tags contain no commas, so the joined texts can be compared.
    const changed = after.filter(({ id, tags }) => before.get(id) !== tags.join());
    await refuseChange(trx, ...changed.map(({ id }) => id));
    for (const { id, tags } of changed) {
      const had = rows.find((row) => row.id === id)?.tags ?? [];
      if (had.some((tag) => !tags.includes(tag))) await refuseHeldContact(trx, id);
    }
    await trx.raw(
      `update contacts k set tags = x.tags, updated_at = now()
       from jsonb_to_recordset(?::jsonb) as x(id uuid, tags text[]) where k.id = x.id`,
      [JSON.stringify(changed)],
    );
    await recordAudits(
      trx,
      ctx,
      changed.map(({ id }) => ({
        action: 'contact.updated',
        entityType: 'contact',
        entityId: id,
        detail: { fields: ['tags'] },
      })),
    );
    return { changed: changed.length, unchanged: ids.length - changed.length };
  });
}

function refuse(ids: readonly string[], after: readonly Tagged[]): void {
  const found = new Map(after.map((row) => [row.id, row.tags.length]));
  const errors = ids.flatMap((id, i) => {
    const tags = found.get(id);
    if (tags === undefined) return [{ path: `ids.${i}`, message: 'is not one of your contacts' }];
    if (tags <= MOST_TAGS) return [];
    return [{ path: `ids.${i}`, message: `would have more than ${MOST_TAGS} tags` }];
  });
  if (errors.length) throw new AppError('invalid', 'Some contacts cannot be tagged', { errors });
}

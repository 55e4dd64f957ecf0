import type { Trx } from '#lib/db.ts';

export type TagInUse = { tag: string; contacts: number };

/** Returns up to 200 tags in use, the most used first. They are counted as they are written. */
export async function tagsInUse(trx: Trx): Promise<TagInUse[]> {
  const { rows } = await trx.raw<{ rows: TagInUse[] }>(
    `select name as tag, sum(n)::int as contacts
     from (select name, n from tallies where kind = 'tag'
       union all select name, n from tally_changes where kind = 'tag') t
     group by name having sum(n) > 0 order by 2 desc, 1 limit 200`,
  );
  return rows;
}

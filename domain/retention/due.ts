import type { Trx } from '#lib/db.ts';
import type { Part } from './part.ts';
import type { RunKindRow } from './run-row.ts';

/** A row whose time is over. `print` is the SHA-256 of its content, hex. */
export type DueRow = { id: string; at: string; held: boolean; print: string };

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Rows per transaction. */
export const CHUNK = 1_000;

/**
 * Returns the next due rows, oldest first, including those under a legal hold. This one statement decides for dry and
 * real runs alike. Real runs lock the rows they will delete, so that these stay as found.
 */
export async function dueRows(
  trx: Trx,
  part: Part,
  run: Pick<RunKindRow, 'action' | 'cutoff' | 'after_at' | 'after_id'>,
  lock: boolean,
): Promise<DueRow[]> {
  const [columns, after] = part.key
    ? [`${part.key}, ${part.id}`, `:afterAt::timestamptz, :afterId::${part.idType}`]
    : [part.id, `:afterId::${part.idType}`];
  const { rows } = await trx.raw<{ rows: DueRow[] }>(
    `select (${part.id})::text as id, (${part.key ?? part.at})::text as at, ${part.held} as held,
       encode(sha256(convert_to(${part.content}, 'UTF8')), 'hex') as print
     from ${part.from}
     where ${part.at} < :cutoff::timestamptz and (${part.may(run.action)})
       and (${columns}) > (${after})
     order by ${columns} limit :most ${lock && part.lock ? `for update of ${part.lock}` : ''}`,
    {
      cutoff: run.cutoff,
      afterAt: run.after_at,
      afterId: run.after_id ?? (part.idType === 'uuid' ? FIRST_ID : ''),
      most: part.most ?? CHUNK,
    },
  );
  return rows;
}

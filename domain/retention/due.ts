import type { Trx } from '#lib/db.ts';
import type { Part } from './part.ts';
import type { RunKindRow } from './run-row.ts';

/** A row whose time is over. `print` is SHA-256 of its content, hex. */
export type DueRow = { id: string; at: string; held: boolean; print: string };

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Rows looked at in one transaction. */
export const CHUNK = 1_000;

/**
 * The next rows that are due, oldest first, those that a hold keeps among them. The one statement that decides it,
 * for dry and real runs. Real ones lock what they will take, so that it is as it was found.
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

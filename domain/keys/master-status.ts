import type { Trx } from '#lib/db.ts';
import type { Services } from '../context.ts';

/**
 * How the master key stands towards one organisation: the installation's fingerprint and dates, the organisation's own
 * keys. Other organisations are not counted, since nobody may learn from this page that there are any; whoever runs the
 * installation counts them all by `npm run rotate-master-key`.
 */
export type MasterStatus = {
  /** Of the master key that new keys are wrapped by: 8 hex digits that tell nothing about it. */
  in_use: string;
  in_use_since: Date;
  /** Null: it is the first one. */
  rotated_at: Date | null;
  /** The one before, while processes still have it. Only the command knows when nobody's keys need it any more. */
  previous: string | null;
  /** How many of the organisation's keys each master key wraps, the one in use first. */
  wraps: { master: string; keys: number }[];
  /** Something is still wrapped by the one before: the root key, or a key of this organisation. */
  unfinished: boolean;
};

/** @param masters what this process runs with */
export async function masterStatus(
  trx: Trx,
  { masters }: Services['keyring'],
): Promise<MasterStatus> {
  const root: { master: string; created_at: Date; changed_at: Date } = await trx(
    'platform_keys',
  ).first('master', 'created_at', 'changed_at');
  const rotated = root.changed_at > root.created_at;
  // Keys from before masters were noted are the first master key's.
  const { rows: wraps } = await trx.raw<{ rows: MasterStatus['wraps'] }>(
    `select w.master, count(*)::int as keys
     from (select coalesce(master, :first) as master from tenant_keys where wrapped is not null) w
     group by w.master order by w.master = :used desc, w.master`,
    { first: rotated ? 'first' : root.master, used: root.master },
  );
  return {
    in_use: root.master,
    in_use_since: root.changed_at,
    rotated_at: rotated ? root.changed_at : null,
    previous: masters.previous,
    wraps,
    unfinished: root.master === masters.previous || wraps.some((one) => one.master !== root.master),
  };
}

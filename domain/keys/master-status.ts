import type { Trx } from '#lib/db.ts';
import type { Services } from '../context.ts';

/**
 * The state of the master key as one organisation sees it: the installation's fingerprint and dates, and the
 * organisation's own keys. Other organisations are not counted, since this page must not reveal that they exist. The
 * operator counts the keys of all organisations with `npm run rotate-master-key`.
 */
export type MasterStatus = {
  /** The fingerprint of the master key that wraps new keys: 8 hex digits that reveal nothing about it. */
  in_use: string;
  in_use_since: Date;
  /** Null: it is the first one. */
  rotated_at: Date | null;
  /**
   * The fingerprint of the previous key while processes still have it. Only the command knows when no keys need it
   * any more.
   */
  previous: string | null;
  /** How many of the organisation's keys each master key wraps, the one in use first. */
  wraps: { master: string; keys: number }[];
  /** The root key or a key of this organisation is still wrapped by the previous master key. */
  unfinished: boolean;
};

/** Reads the state of the master key for one organisation. @param masters the fingerprints of this process's keys */
export async function masterStatus(
  trx: Trx,
  { masters }: Services['keyring'],
): Promise<MasterStatus> {
  const root: { master: string; created_at: Date; changed_at: Date } = await trx(
    'platform_keys',
  ).first('master', 'created_at', 'changed_at');
  const rotated = root.changed_at > root.created_at;
  // Keys from before the column `master` existed are wrapped by the first master key.
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

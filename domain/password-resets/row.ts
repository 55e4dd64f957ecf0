import type { Trx } from '#lib/db.ts';

/** A link to a new password that somebody asked for. */
export type PasswordReset = {
  user_id: string;
  name: string;
  email: string;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
  /** Whether the link still works. */
  open: boolean;
};

/** Returns a row of auth.password_reset of the transaction's organization; undefined when it is nobody's, or gone. */
export async function passwordReset(trx: Trx, id: string): Promise<PasswordReset | undefined> {
  const { rows } = await trx.raw<{ rows: PasswordReset[] }>(
    'select * from named.password_reset(?)',
    [id],
  );
  return rows[0];
}

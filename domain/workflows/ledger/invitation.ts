import type { Trx } from '#lib/db.ts';
import { WAITS_FOR_ACCEPTANCE } from '../../invitations/steps.contract.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

type Row = {
  status: string;
  version: number;
  mailed_version: number;
  expires_at: Date;
  reminded_at: Date | null;
  ended_at: Date | null;
  created_at: Date;
};

/** Returns the standing of an invitation, by its row. */
async function invitationStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const { rows } = await trx.raw<{ rows: Row[] }>('select * from named.invitation(?)', [id]);
  const row = rows[0];
  if (!row) return null;
  const counts = { links_sent: row.mailed_version };
  if (row.status !== 'pending') {
    const since = (row.ended_at ?? row.created_at).toISOString();
    return {
      step: 'waiting_for_deletion',
      since,
      waiting_for: [],
      until: null,
      counts,
      open: true,
    };
  }
  const at = { since: (row.reminded_at ?? row.created_at).toISOString(), counts, open: true };
  if (row.mailed_version < row.version) {
    return { ...at, step: 'mailing_link', waiting_for: [], until: null };
  }
  return {
    ...at,
    step: row.reminded_at ? 'reminded' : 'waiting_for_acceptance',
    waiting_for: [WAITS_FOR_ACCEPTANCE],
    until: row.expires_at.toISOString(),
  };
}

export const invitationProcess: LedgerProcess = {
  standing: invitationStanding,
  // Those that are over too: their process deletes them.
  open: `select 'invitation:' || named.tenant() || ':' || id as workflow_id, jsonb_build_object('id', id) as input
    from named.all_invitations() as id`,
  failed: null,
  // An invitation is canceled by whoever may invite (DELETE /invitations/{id}).
  cancel: null,
};

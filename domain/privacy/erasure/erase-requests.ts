import type { Trx } from '#lib/db.ts';
import { recordAudits } from '../../audit/record.ts';
import { postSignal } from '../../process-outbox/post.ts';
import { bidxs } from '../subject.ts';
import { tally, type Erasing } from './step.ts';

type Closed = { id: string; kind: string; status: string; workflow_id: string; was: string };

/**
 * Closes the person's earlier requests. A request for erasure is fulfilled by this erasure; a copy cannot be made any
 * more, and nobody is left to be told. Neither may count as overdue later. The request that this erasure carries out
 * still has to be answered; it is emptied at its own end (certify.ts).
 */
export async function eraseRequests(trx: Trx, one: Erasing): Promise<void> {
  const { subject } = one;
  const theirs = { contact: subject.contactId, bidxs: bidxs(subject) };
  await trx.raw(`delete from privacy_requests q where ${THEIRS} and q.status = 'unproven'`, theirs);
  const { rows } = await trx.raw<{ rows: Closed[] }>(
    `with theirs as (
       select q.tenant_id, q.id, q.status as was from privacy_requests q
       where ${THEIRS} and not (q.kind = 'erasure' and q.status = 'under_way') for update
     )
     update privacy_requests q set address_enc = null, address_gone = 'erasure', refusal_note_enc = null,
       address_bidx = sha256(uuid_send(q.id)),
       status = ${closed(`case q.kind when 'erasure' then 'done' else 'refused' end`, 'q.status')},
       refusal = ${closed(`case q.kind when 'erasure' then q.refusal else 'other' end`, 'q.refusal')},
       decided_at = ${closed('coalesce(q.decided_at, now())', 'q.decided_at')},
       decided_by_type = ${closed(`coalesce(q.decided_by_type, 'system')`, 'q.decided_by_type')},
       told_at = ${closed('coalesce(q.told_at, now())', 'q.told_at')}
     from theirs t where q.tenant_id = t.tenant_id and q.id = t.id
     returning q.id, q.kind, q.status, q.workflow_id, t.was`,
    theirs,
  );
  const ended = rows.filter((row) => row.status !== row.was);
  await recordAudits(
    trx,
    one.ctx,
    ended.map(({ id, kind, status }) => ({
      action: 'privacy_request.closed',
      entityType: 'privacy_request',
      entityId: id,
      detail: { kind, status, by: 'erasure', erasure_id: one.erasureId },
    })),
  );
  await tally(trx, one, { privacy_requests: rows.length });
  for (const { workflow_id, status } of ended) {
    await postSignal(trx, one.ctx, 'privacy-request', [workflow_id], 'requestDecided', { status });
  }
}

const THEIRS = `(q.contact_id = :contact::uuid or q.address_bidx = any(:bidxs::bytea[]))
  and q.address_bidx <> sha256(uuid_send(q.id))`;

/** New status of the requests that were open or not answered. */
const closed = (then: string, other: string): string =>
  `case when t.was in ('open', 'under_way') then ${then} else ${other} end`;

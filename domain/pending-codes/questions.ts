import type { Trx } from '#lib/db.ts';
import { recordAudits } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { endVerification } from './end.ts';

/*
 * A question is a verification whose code or link would grant a consent. Codes that prove an address for anything
 * else (a sign-in, a request about one's data) are none, and nothing here touches them.
 */

/** An address on a channel, by its blind index. */
export type AddressIndex = { channel: 'sms' | 'email'; addressBidx: Buffer };

/** What ended a question. */
export type EndedBy = 'withdrawal' | 'block';

type Question = { id: string };

/** Returns SQL for whether the verification with this alias is a question. */
export const isQuestionSql = (v: string): string =>
  `(${v}.consent_id is not null or ${v}.held_enc is not null)`;

/** Returns whether a verification is a question. */
export const isQuestion = (v: { consent_id: string | null; held_enc: Buffer | null }): boolean =>
  v.consent_id !== null || v.held_enc !== null;

/**
 * Locks the questions that wait for an answer from these addresses. A check locks the code first and then its
 * consents, so whoever withdraws calls this before locking consents.
 * @param condition more SQL about the verification `v`, without parameters
 */
export async function lockQuestions(
  trx: Trx,
  to: readonly AddressIndex[],
  condition = 'true',
): Promise<Question[]> {
  if (!to.length) return [];
  const { rows } = await trx.raw<{ rows: Question[] }>(
    `select v.id from verifications v
     where v.status = 'pending' and v.expires_at > now() and ${isQuestionSql('v')} and ${condition}
       and (v.channel, v.address_bidx) in (select * from unnest(:channels::text[], :indexes::bytea[]))
     order by v.id for update of v`,
    { channels: to.map((one) => one.channel), indexes: to.map((one) => one.addressBidx) },
  );
  return rows;
}

/**
 * Ends pending questions: their codes and links no longer work, and their processes are told.
 * @param tell whether to signal the verification's process; false where that process itself ends it
 */
export async function endQuestions(
  trx: Trx,
  ctx: Context,
  questions: readonly Question[],
  by: EndedBy,
  { tell = true } = {},
): Promise<void> {
  const ended: string[] = [];
  for (const { id } of questions) {
    const done = await endVerification(trx, id, 'canceled', { tell, optIn: STATE[by] });
    if (done) ended.push(id);
  }
  await recordAudits(
    trx,
    ctx,
    ended.map((id) => ({
      action: 'verification.canceled',
      entityType: 'verification',
      entityId: id,
      detail: { by },
    })),
  );
}

const STATE = { withdrawal: 'withdrawn', block: 'lapsed' } as const;

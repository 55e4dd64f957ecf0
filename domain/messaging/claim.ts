import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import {
  personKeyIn,
  personKeysOf,
  type OpeningKeys,
  type PersonKey,
} from '../encryption/person-keys.ts';
import { unsubscribeUrl } from '../signed-links/links.ts';
import { decryptContent, type Content } from './content.ts';
import { decideDue, type Decided, type Due } from './decide-due.ts';
import { isResting } from '../senders/sender-rests.ts';
import type { Uncertain } from './record-look-up.ts';
import { writeClaimed } from './write-claimed.ts';

export type Claimed = Pick<
  Decided,
  'id' | 'claim' | 'channel' | 'marketing' | 'attempts' | 'reason'
>;
export type ToSend = Claimed & {
  content: Content;
  /** For marketing: the purpose of the message and the link to unsubscribe from it. */
  list: { unsubscribeUrl: string; purposeId: string } | null;
};
export type Claim = {
  /** Claimed, to be sent now. */
  send: ToSend[];
  /** Claimed, but their content cannot be decrypted: they must not stop the messages behind them. */
  unreadable: Claimed[];
  /** Claimed, but their text cannot be written with the recipient's values. */
  unwritable: Claimed[];
  /** Claimed by a process that died: they may or may not have gone out. */
  abandoned: Claimed[];
  /** Waiting for consent, and overdue for a look by their workflow. */
  waiting: string[];
  /** Texts that may or may not have gone out: to be looked up at the provider. */
  uncertain: Uncertain[];
  /** Failed for good, and there is a fallback. */
  fallingBack: string[];
  /** Milliseconds until the first window of the claimed messages closes; null: none does. */
  leftMs: number | null;
  /** Number of due messages; if not 0, there may be more. */
  looked: number;
};

/**
 * Claims up to `limit` due messages, in four steps of one transaction.
 * 1. Lock what is due and not leased by another process.
 * 2. Lock their consents: an opt-out in progress is waited for, a later one waits for us.
 * 3. Apply quiet hours and caps: a person who has consented may still have to wait.
 * 4. Ask the gate, which sees what step 2 waited for: messages that may go are claimed, deferred ones wait for their
 *    time, the others are refused with the reason.
 * So no message is claimed after an opt-out that was already answered, and each attempt is decided anew.
 */
export async function claimOutbox(services: Services, ctx: Context, limit: number): Promise<Claim> {
  const keys = await services.keyring.keys(ctx);
  const claimed = await services.db.withTenant(ctx, async (trx) => {
    const due: Due[] = await trx('outbox as o')
      .join('messages as m', (on) => {
        on.on('m.tenant_id', 'o.tenant_id').on('m.id', 'o.message_id');
      })
      .leftJoin('purposes as p', (on) => {
        on.on('p.tenant_id', 'm.tenant_id').on('p.id', 'm.purpose_id');
      })
      .whereRaw(
        `o.due_at <= now() and not (m.status = 'queued' and ${isResting('m.tenant_id', 'm.channel')})`,
      )
      .orderBy('o.due_at')
      .limit(limit)
      .forUpdate('o')
      .skipLocked()
      .select('m.id', 'm.status', 'm.channel', trx.raw(`p.category = 'marketing' as marketing`));
    const decided = due.length ? await decideDue(trx, ctx, keys, due) : { rows: [], leftMs: null };
    const { rows, leftMs } = decided;
    const persons = await personKeysOf(trx, keys, rows.filter(isMine).map((row) => row.content_enc)); // prettier-ignore
    return { ...sorted(services, ctx, keys, persons, rows), leftMs };
  });
  // After the gate, without locks on consents.
  const { toWrite, ...claim } = claimed;
  const { send, unwritable } = await writeClaimed(services, ctx, toWrite);
  return { ...claim, send: [...claim.send, ...send], unwritable };
}

const isMine = (row: Decided): boolean => row.before === 'queued' && row.status === 'sending';

type ToWrite = ToSend & { person: PersonKey | null };

/** Returns what to do with each message, by its former status. */
function sorted(
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  persons: OpeningKeys,
  rows: readonly Decided[],
): Omit<Claim, 'leftMs' | 'unwritable'> & { toWrite: ToWrite[] } {
  const { tenantId } = ctx;
  const unreadable: Decided[] = [];
  const contentOf = (row: Decided): Content | null => {
    try {
      return row.content_enc && decryptContent(keys, persons, tenantId, row.id, row.content_enc);
    } catch {
      unreadable.push(row);
      return null;
    }
  };
  const mine = rows.filter(isMine).flatMap((row) => {
    const content = contentOf(row);
    return content
      ? {
          ...row,
          content,
          list:
            row.marketing && row.purpose_id !== null
              ? {
                  purposeId: row.purpose_id,
                  unsubscribeUrl: unsubscribeUrl(services.publicUrl, keys, {
                    tenantId,
                    messageId: row.id,
                  }),
                }
              : null,
          person: personKeyIn(persons, row.content_enc),
        }
      : [];
  });
  return {
    unreadable,
    send: mine.filter(({ content }) => !content.unwritten),
    toWrite: mine.filter(({ content }) => content.unwritten),
    abandoned: rows.filter((row) => row.before === 'sending'),
    waiting: rows.filter((row) => row.before === 'awaiting_consent').map((row) => row.id),
    uncertain: rows.flatMap(({ id, before, campaign_id, marketing, reason, lookups, since }) =>
      before === 'uncertain' && lookups !== null && since
        ? [{ id, campaign_id, marketing, reason, lookups, since }]
        : [],
    ),
    fallingBack: rows.filter((row) => row.falls_back).map((row) => row.id),
    looked: rows.length,
  };
}

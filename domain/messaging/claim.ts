import { prepared } from '#lib/prepared.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { PersonKey } from '../encryption/person-keys.ts';
import { unsubscribeUrl } from '../signed-links/links.ts';
import type { Content } from './content.ts';
import { decideDue, type Decided, type Due } from './decide-due.ts';
import { openDue, type Opened } from './open-due.ts';
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
 * 1. Lock what is due and not leased by another process, and write the texts that are not written yet.
 * 2. Lock their consents: an opt-out in progress is waited for, a later one waits for us.
 * 3. Apply quiet hours and caps: a person who has consented may still have to wait.
 * 4. Ask the gate, which sees what step 2 waited for: messages that may go are claimed, deferred ones wait for their
 *    time, the others are refused with the reason.
 * So no message is claimed after an opt-out that was already answered, and each attempt is decided anew.
 */
export async function claimOutbox(services: Services, ctx: Context, limit: number): Promise<Claim> {
  const keys = await services.keyring.keys(ctx);
  const claimed = await services.db.withTenant(ctx, async (trx) => {
    const { rows: due } = await prepared<Due>(trx, dueSql(limit), []);
    const opened = await openDue(trx, ctx, keys, due);
    const decided = due.length
      ? await decideDue(trx, ctx, keys, due, opened.written)
      : { rows: [], leftMs: null };
    return { ...sorted(services, ctx, keys, opened, decided.rows), leftMs: decided.leftMs };
  });
  // Texts that take long, without locks.
  const { toWrite, ...claim } = claimed;
  const late = await writeClaimed(services, ctx, toWrite);
  return {
    ...claim,
    send: [...claim.send, ...late.send],
    unwritable: [...claim.unwritable, ...late.unwritable],
  };
}

const dueSql = (limit: number): string => `
  select m.id, m.status, m.channel, p.category = 'marketing' as marketing,
    case when m.status = 'queued' then m.content_enc end as content_enc
  from outbox o join messages m on m.tenant_id = o.tenant_id and m.id = o.message_id
  left join purposes p on p.tenant_id = m.tenant_id and p.id = m.purpose_id
  where o.due_at <= now() and not (m.status = 'queued' and ${isResting('m.tenant_id', 'm.channel')})
  order by o.due_at limit ${limit} for update of o skip locked`;

const isMine = (row: Decided): boolean => row.before === 'queued' && row.status === 'sending';

type ToWrite = ToSend & { person: PersonKey | null };

/** Returns what to do with each message, by its former status. */
function sorted(
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  { contents, unreadable }: Opened,
  rows: readonly Decided[],
): Omit<Claim, 'leftMs'> & { toWrite: ToWrite[] } {
  const { tenantId } = ctx;
  const mine = rows.filter(isMine).flatMap((row) => {
    const opened = row.has_content ? contents.get(row.id) : undefined;
    return opened
      ? {
          ...row,
          ...opened,
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
        }
      : [];
  });
  return {
    unreadable: rows.filter((row) => isMine(row) && unreadable.has(row.id)),
    send: mine.filter(({ content }) => !content.unwritten && content.fault === undefined),
    unwritable: mine.filter(({ content }) => content.fault !== undefined),
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

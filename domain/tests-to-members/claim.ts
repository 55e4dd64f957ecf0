import type { Context, Services } from '../context.ts';
import { isResting } from '../senders/sender-rests.ts';
import type { Rendered } from '../templates/contract.ts';
import { decryptValue, forgiving } from '../encryption/personal.ts';
import type { TestStatus } from './contract.ts';
import { contentAad, type TestRow } from './row.ts';

export type ClaimedTest = {
  id: string;
  channel: 'sms' | 'email';
  content: Rendered & { to: string };
};

const AT_ONCE = 10;
/** A hand-over that takes longer than this has lost its process. */
const LOST = `now() - interval '10 minutes'`;
const KEPT = `now() - interval '30 days'`;

/**
 * Claims waiting tests whose sender does not rest, so that no other process sends them. A test lost during its
 * hand-over is never sent again.
 */
export async function claimTests(services: Services, ctx: Context): Promise<ClaimedTest[]> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const waiting = trx('test_messages')
      .where({ status: 'queued' })
      .whereRaw(`not ${isResting('test_messages.tenant_id', 'test_messages.channel')}`)
      .orderBy('created_at')
      .limit(AT_ONCE)
      .forUpdate()
      .skipLocked()
      .select('id');
    const rows: TestRow[] = await trx('test_messages')
      .whereIn('id', waiting)
      .update({ status: 'sending', claimed_at: trx.fn.now() })
      .returning('*');
    if (!rows.length) return [];
    await trx('test_messages')
      .where({ status: 'sending' })
      .whereRaw(`claimed_at < ${LOST}`)
      .update({ status: 'uncertain', content_enc: null });
    await trx('test_messages').whereRaw(`created_at < ${KEPT}`).delete();
    const opened = rows.map((row) => ({
      ...row,
      words: decryptValue(forgiving(keys), contentAad(row), row.content_enc),
    }));
    // A damaged text must not stop everything else that is due.
    await trx('test_messages')
      .whereIn(
        'id',
        opened.flatMap(({ id, words }) => (words === '' ? [id] : [])),
      ) // prettier-ignore
      .update({ status: 'failed', error_code: 'unreadable', content_enc: null });
    return opened.flatMap((row) => {
      if (!row.words) return [];
      const { to, subject, text, html } = JSON.parse(row.words);
      const content = { to, text, ...(subject ? { subject } : {}), ...(html ? { html } : {}) };
      return [{ id: row.id, channel: row.channel, content }];
    });
  });
}

/** Records the result of a test and deletes its text, unless it waits on. */
export const recordTest = (
  services: Services,
  ctx: Context,
  id: string,
  {
    status,
    code,
  }: {
    status: Extract<TestStatus, 'sent' | 'failed' | 'uncertain' | 'queued'>;
    code: string | null;
  },
): Promise<void> =>
  services.db.withTenant(ctx, async (trx) => {
    await trx('test_messages')
      .where({ id })
      .update({ status, error_code: code, ...(status === 'queued' ? {} : { content_enc: null }) });
  });

import { createHash } from 'node:crypto';
import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../../audit/record.ts';
import type { Context, Services } from '../../context.ts';
import { postSignal } from '../../process-outbox/post.ts';
import { workflowId } from '../../processes.ts';
import { encryptStream } from '../../encryption/encrypted-stream.ts';
import type { Subject } from '../subject.ts';
import type { Processor } from './processor.ts';
import { archive } from './archive.ts';
import { languageOf } from './language.ts';
import { endCopy, findCopy, type CopyStands } from './end-copy.ts';
import { EXPORT_LIFE_MS } from './row.ts';

/** What making a copy needs besides the ledger. @property progress receives the number of bytes written */
export type CopyMeans = { processors: readonly Processor[]; progress?: (bytes: number) => void };

/**
 * Makes the copy; one that exists already or was canceled is left unchanged. After a crash it starts from the
 * beginning: the file is complete or missing.
 */
export async function makeCopy(
  services: Services,
  ctx: Context,
  id: string,
  means: CopyMeans,
): Promise<CopyStands> {
  const row = await findCopy(services, ctx, id);
  if (row?.status !== 'pending') return endCopy(services, ctx, id);
  const keys = await services.keyring.keys(ctx);
  const subject: Subject = { contactId: row.contact_id, addresses: row.addresses };
  const language = await services.db.withTenant(ctx, (trx) => languageOf(trx, subject));
  const counts: Record<string, number> = {};
  const hash = createHash('sha256');
  let size = 0;
  const watched = async function* (): AsyncGenerator<Buffer> {
    const one = { services, ctx, keys, subject, language };
    for await (const chunk of archive(one, means.processors, counts)) {
      hash.update(chunk);
      size += chunk.length;
      means.progress?.(size);
      yield chunk;
    }
  };
  await services.files.write(row.file_key, encryptStream(keys, row.file_key, watched()));
  const ready = await services.db.withTenant(ctx, async (trx) => {
    const made: number = await trx('privacy_exports')
      .where({ id: row.id, status: 'pending' })
      .update({
        status: 'ready',
        size,
        sha256: hash.digest(),
        counts: JSON.stringify(counts),
        ready_at: trx.fn.now(),
        expires_at: new Date(timeOf(trx).getTime() + EXPORT_LIFE_MS),
        updated_at: trx.fn.now(),
      });
    if (!made) return false;
    if (row.request_id) {
      await trx('privacy_requests').where({ id: row.request_id }).update({ status: 'done' });
      const process = workflowId('privacy-request', ctx.tenantId, row.request_id);
      const news = { status: 'ready' };
      await postSignal(trx, ctx, 'privacy-request', [process], 'requestCarriedOut', news);
    }
    await recordAudit(trx, ctx, {
      action: 'export.ready',
      entityType: 'export',
      entityId: row.id,
      detail: { contact_id: row.contact_id, size, counts },
    });
    return true;
  });
  // Revoked or erased meanwhile.
  if (!ready) await services.files.remove(row.file_key);
  return ready ? { status: 'ready', waitMs: EXPORT_LIFE_MS } : { status: 'revoked', waitMs: 0 };
}

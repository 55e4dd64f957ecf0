import { createHash } from 'node:crypto';
import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../../audit/record.ts';
import type { Context, Services } from '../../context.ts';
import { workflowId } from '../../processes.ts';
import { wake } from '../../wake.ts';
import { sealStream } from '../../encryption/sealed-stream.ts';
import type { Subject } from '../subject.ts';
import type { Processor } from './processor.ts';
import { archive } from './archive.ts';
import { languageOf } from './language.ts';
import { EXPORT_LIFE_MS, type ExportRecord } from './row.ts';

export type ExportProgress = { status: ExportRecord['status']; waitMs: number };

/**
 * Brings an export to where it should be: makes the file; at its end takes it away. Made again from the start when a
 * worker was killed: the file is there whole or not at all.
 * @returns how long to wait before there is something to do; 0 when it is over
 */
export async function advanceExport(
  services: Services,
  ctx: Context,
  id: string,
  means: { processors: readonly Processor[]; progress?: () => void },
): Promise<ExportProgress> {
  const { row, now } = await find(services, ctx, id);
  if (!row) return { status: 'erased', waitMs: 0 };
  if (row.status === 'pending') return build(services, ctx, row, means);
  if (row.status === 'ready') {
    const left = (row.expires_at?.getTime() ?? 0) - now.getTime();
    if (left > 0) return { status: 'ready', waitMs: left };
    await services.db.withTenant(ctx, (trx) =>
      trx('privacy_exports')
        .where({ id, status: 'ready' })
        .update({ status: 'expired', updated_at: trx.fn.now() }),
    );
    await services.files.remove(row.file_key);
    return { status: 'expired', waitMs: 0 };
  }
  // Revoked, erased: whoever said so took the row; the file goes with it, also when they were killed.
  await services.files.remove(row.file_key);
  return { status: row.status, waitMs: 0 };
}

const find = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<{ row: ExportRecord | undefined; now: Date }> =>
  services.db.withTenant(ctx, async (trx) => ({
    row: await trx('privacy_exports').where({ id }).first(),
    now: timeOf(trx),
  }));

async function build(
  services: Services,
  ctx: Context,
  row: ExportRecord,
  means: { processors: readonly Processor[]; progress?: () => void },
): Promise<ExportProgress> {
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
      means.progress?.();
      yield chunk;
    }
  };
  await services.files.write(row.file_key, sealStream(keys, row.file_key, watched()));
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
    }
    await recordAudit(trx, ctx, {
      action: 'export.ready',
      entityType: 'export',
      entityId: row.id,
      detail: { contact_id: row.contact_id, size, counts },
    });
    return true;
  });
  if (ready && row.request_id) {
    await wake(services, [workflowId('privacy-request', ctx.tenantId, row.request_id)]);
  }
  // Revoked or erased while it was made.
  if (!ready) await services.files.remove(row.file_key);
  return ready ? { status: 'ready', waitMs: EXPORT_LIFE_MS } : { status: 'revoked', waitMs: 0 };
}

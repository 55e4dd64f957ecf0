import { AppError, notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../../audit/record.ts';
import type { Actor, Context, Services } from '../../context.ts';
import { decryptStream } from '../../encryption/encrypted-stream.ts';
import { page, type Page, type PageRequest } from '../../paging.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { readLink, signLink } from '../../signed-links/links.ts';
import { REVOKED, reopenRequest } from '../reopen-request.ts';
import { postSignal } from '../../process-outbox/post.ts';
import type { ExportStatus } from '../contract.ts';
import { exportView, type ExportRecord, type ExportView } from './row.ts';

/** Returns the URL of a copy for the person: signed, works without signing in while the row allows it. */
export const exportUrl = (
  publicUrl: string,
  keys: TenantKeys,
  row: Pick<ExportRecord, 'tenant_id' | 'id'>,
): string => `${publicUrl}/x/${signLink(keys, 'export', { tenantId: row.tenant_id, id: row.id })}`;

const viewFor = (
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  row: ExportRecord,
  now: Date,
) =>
  exportView(
    row,
    now,
    isOpen(row, now) && ctx.permissions.has('pii:read')
      ? exportUrl(services.publicUrl, keys, row)
      : null,
  );

const isOpen = (row: ExportRecord, now: Date): boolean =>
  row.status === 'ready' && row.expires_at !== null && row.expires_at > now;

/** Lists exports, newest first. */
export async function listExports(
  services: Services,
  ctx: Context,
  filter: PageRequest & { status?: ExportStatus | undefined; contact_id?: string | undefined },
): Promise<Page<ExportView>> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const query = trx('privacy_exports').select('privacy_exports.*');
    if (filter.status) query.where({ status: filter.status });
    if (filter.contact_id) query.where({ contact_id: filter.contact_id });
    const found = await page<ExportRecord>(query, filter, 'created_at', 'privacy_exports');
    const now = timeOf(trx);
    return { ...found, data: found.data.map((row) => viewFor(services, ctx, keys, row, now)) };
  });
}

/** Returns an export. @throws AppError not_found */
export async function getExport(services: Services, ctx: Context, id: string): Promise<ExportView> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const row: ExportRecord | undefined = await trx('privacy_exports').where({ id }).first();
    if (!row) throw notFound('Export');
    return viewFor(services, ctx, keys, row, timeOf(trx));
  });
}

/** Revokes an export: its link stops working at once, its file is deleted. @throws AppError not_found */
export async function revokeExport(
  services: Services,
  ctx: Context,
  id: string,
): Promise<ExportView> {
  const { row, view } = await services.db.withTenant(ctx, async (trx) => {
    const found: ExportRecord | undefined = await trx('privacy_exports')
      .where({ id })
      .forUpdate()
      .first();
    if (!found) throw notFound('Export');
    const as = (row: ExportRecord) => ({ row, view: exportView(row, timeOf(trx), null) });
    if (found.status !== 'ready' && found.status !== 'pending') return as(found);
    await trx('privacy_exports')
      .where({ id })
      .update({ status: 'revoked', updated_at: trx.fn.now() });
    await recordAudit(trx, ctx, { action: 'export.revoked', entityType: 'export', entityId: id });
    if (found.status === 'pending' && found.request_id) {
      await reopenRequest(trx, ctx, found.request_id, REVOKED);
    }
    await postSignal(trx, ctx, 'privacy-export', [found.workflow_id], 'copyRevoked', {});
    return as({ ...found, status: 'revoked' });
  });
  if (row.status === 'revoked') await services.files.remove(row.file_key);
  return view;
}

export type ExportFile = { name: string; size: number; content: AsyncIterable<Buffer> };

/** Returns the archive for a colleague. @throws AppError not_found, gone */
export const downloadExport = (services: Services, ctx: Context, id: string): Promise<ExportFile> =>
  download(services, ctx, id, ctx.actor);

/** Returns the archive for the holder of its link. Null for a link that is not ours. @throws AppError gone */
export async function downloadByLink(
  services: Services,
  token: string,
  requestId: string,
): Promise<ExportFile | null> {
  const link = await readLink(services.keyring, 'export', token);
  if (!link) return null;
  const actor: Actor = { type: 'person', id: null };
  const ctx: Context = { tenantId: link.tenantId, actor, permissions: new Set(), requestId };
  return download(services, ctx, link.id, actor);
}

/** Counts and audits a download before its first byte. */
async function download(
  services: Services,
  ctx: Context,
  id: string,
  actor: Actor,
): Promise<ExportFile> {
  const keys = await services.keyring.keys(ctx);
  const row = await services.db.withTenant(ctx, async (trx) => {
    const found: ExportRecord | undefined = await trx('privacy_exports').where({ id }).first();
    if (!found) throw notFound('Export');
    if (!isOpen(found, timeOf(trx))) throw new AppError('gone', 'This copy no longer exists; ask for a new one'); // prettier-ignore
    await trx('privacy_exports')
      .where({ id })
      .update({ downloads: trx.raw('downloads + 1'), last_download_at: trx.fn.now() });
    await recordAudit(trx, { ...ctx, actor }, {
      action: 'export.downloaded',
      entityType: 'export',
      entityId: id,
      detail: { contact_id: found.contact_id },
    }); // prettier-ignore
    return found;
  });
  return {
    name: 'your-data.zip',
    size: row.size ?? 0,
    content: decryptStream(keys, row.file_key, services.files.read(row.file_key)),
  };
}

import { AppError, notFound } from '#lib/errors.ts';
import { recordAudit } from '../../audit/record.ts';
import type { Context, Services } from '../../context.ts';
import { page, type Page, type PageRequest } from '../../paging.ts';
import { erasureCertificate, type ErasureCertificate } from './certificate.contract.ts';
import type { ErasureStatus } from '../contract.ts';
import type { ErasureRow } from './row.ts';
import { erasureView, type ErasureView } from './view.ts';

/** Lists erasures, newest first. */
export const listErasures = (
  services: Services,
  ctx: Context,
  filter: PageRequest & {
    status?: ErasureStatus | undefined;
    contact_id?: string | undefined;
    dry_run?: boolean | undefined;
  },
): Promise<Page<ErasureView>> =>
  services.db.withTenant(ctx, async (trx) => {
    const query = trx('privacy_erasures').select('privacy_erasures.*');
    if (filter.status) query.where({ status: filter.status });
    if (filter.contact_id) query.where({ contact_id: filter.contact_id });
    if (filter.dry_run !== undefined) query.where({ dry_run: filter.dry_run });
    const found = await page<ErasureRow>(query, filter, 'created_at', 'privacy_erasures');
    return { ...found, data: found.data.map(erasureView) };
  });

/** Returns an erasure. @throws AppError not_found */
export const getErasure = (services: Services, ctx: Context, id: string): Promise<ErasureView> =>
  services.db.withTenant(ctx, async (trx) => {
    const row: ErasureRow | undefined = await trx('privacy_erasures').where({ id }).first();
    if (!row) throw notFound('Erasure');
    return erasureView(row);
  });

/** The signed certificate of a finished erasure. @throws AppError not_found, conflict (not finished) */
export const getCertificate = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<ErasureCertificate> =>
  services.db.withTenant(ctx, async (trx) => {
    const row: ErasureRow | undefined = await trx('privacy_erasures').where({ id }).first();
    if (!row || row.dry_run) throw notFound('Certificate');
    if (row.status !== 'completed') {
      throw new AppError('conflict', 'The certificate exists only after the erasure has ended');
    }
    await recordAudit(trx, ctx, {
      action: 'erasure.certificate_read',
      entityType: 'erasure',
      entityId: id,
    });
    return erasureCertificate.parse(row.certificate);
  });

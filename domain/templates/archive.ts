import { conflict, notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Template } from '#models/template.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { mustMatch, type IfMatch } from '../if-match.ts';
import { giveBackDefault } from './default.ts';

/**
 * Archives a template. Messages sent with it stay readable, and its name becomes free.
 * @throws AppError not_found, conflict (provided), precondition_failed
 */
export async function archiveTemplate(
  services: Services,
  ctx: Context,
  id: string,
  ifMatch?: IfMatch,
): Promise<void> {
  await services.db.withTenant(ctx, async (trx) => {
    const row = await Template.query(trx).findOne({ id }).forUpdate();
    if (!row) throw notFound('Template');
    if (row.origin === 'provided') throw conflict('Provided templates cannot be removed');
    mustMatch('this template', row, ifMatch);
    if (row.archived_at) return;
    await giveBackDefault(trx, ctx, row);
    await Template.query(trx)
      .where({ id })
      .patch({ archived_at: timeOf(trx), is_default: false, updated_at: timeOf(trx) });
    await recordAudit(trx, ctx, {
      action: 'template.archived',
      entityType: 'template',
      entityId: id,
    });
  });
}

import { isKind } from '#lib/errors.ts';
import { tenantId } from '#lib/ids.ts';
import { systemContext, type Services } from '../context.ts';
import { checkSendingDomain } from './check.ts';

/** How many domains are checked per call; the rest follow with the next call. */
const AT_ONCE = 50;

/**
 * Checks the DNS records of proved domains once a day. A domain that was sold or lost its records is no longer a
 * valid sender.
 * @returns how many were checked
 */
export async function checkDomainsAgain(services: Services): Promise<number> {
  const due: { tenant_id: string; id: string }[] = await services.db.withJobs((trx) =>
    trx('sending_domains')
      .whereNotNull('proved_at')
      .whereRaw(`checked_at < now() - interval '1 day'`)
      .orderBy('checked_at')
      .limit(AT_ONCE)
      .select('tenant_id', 'id'),
  );
  for (const { tenant_id, id } of due) {
    const ctx = systemContext(tenantId(tenant_id), 'sending-domains');
    await checkSendingDomain(services, ctx, id).catch((error: unknown) => {
      // Removed meanwhile.
      if (!isKind(error, 'not_found')) throw error;
    });
  }
  return due.length;
}

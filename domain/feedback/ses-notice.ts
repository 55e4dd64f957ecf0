import type { TenantId } from '#lib/ids.ts';
import type { Services } from '../context.ts';
import { recordBouncedCode } from './bounced-code.ts';
import { findMail } from './find-mail.ts';
import { recordMailReport } from './record-report.ts';
import { readSesEvent } from './ses-event.ts';

/**
 * Applies one notice of Amazon SES, whose signature has been checked.
 * @param notice `only`: the one tenant that its topic belongs to; null for a topic of the whole installation
 * @returns for how many addresses it was new
 */
export async function takeSesNotice(
  services: Services,
  notice: { event: unknown; messageId: string; only: TenantId | null; requestId: string },
): Promise<number> {
  const report = readSesEvent(notice.event);
  if (!report) return 0;
  const target = await findMail(services, 'bounce', report.tokens);
  const tenant = notice.only ?? target?.tenantId;
  // A mail of another tenant, or of none here.
  if (!tenant || (target && target.tenantId !== tenant)) return 0;
  if (target?.what === 'verification') await recordBouncedCode(services, target, report, notice.requestId); // prettier-ignore
  return recordMailReport(services, {
    report,
    key: `ses:${notice.messageId}`,
    tenantId: tenant,
    messageId: target?.what === 'message' ? target.id : null,
    provider: 'ses',
    requestId: notice.requestId,
  });
}

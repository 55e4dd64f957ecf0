import { proxyActivities } from '@temporalio/workflow';
import type { AuditActivities } from '../../activities/audit/index.ts';

const { sealAudits } = proxyActivities<AuditActivities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '5 seconds', maximumInterval: '1 minute' },
});

/** Seals the audit logs of all tenants; begun by a schedule. */
export async function auditSeals(): Promise<{ sealed: number; published: number }> {
  return sealAudits();
}
